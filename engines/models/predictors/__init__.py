"""A predictor a model: picture in, typed result out, so that an engine never touches a tensor's layout."""
