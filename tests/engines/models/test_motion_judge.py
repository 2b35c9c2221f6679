import torch

from engines.models.motion_judge import MotionJudge, contrast


def test_motions_and_texts_are_points_of_one_sphere():
    torch.manual_seed(0)
    judge = MotionJudge(width=16, out=8, buckets=40).eval()
    motions, words = torch.randn(3, 40, 263), torch.randint(1, 40, (3, 4, 5))
    words[0, 2:] = 0
    frames = torch.tensor([40, 24, 9])
    with torch.no_grad():
        seen, heard = judge.see(motions, frames), judge.hear(words)
        assert seen.shape == heard.shape == (3, 8)
        for points in (seen, heard):
            torch.testing.assert_close(points.norm(dim=1), torch.ones(3))
        motions[1, 24:] = 7.0  # frames that do not count
        torch.testing.assert_close(judge.see(motions, frames)[1], seen[1])
        alone = judge.hear(words[:1, :2])
        torch.testing.assert_close(alone[0], heard[0])


def test_the_loss_draws_pairs_together_and_forgives_the_same_text():
    points = torch.eye(4)
    same = torch.eye(4, dtype=torch.bool)
    assert contrast(points, points, same) < 0.01
    assert contrast(points, points.roll(1, 0), same) > 5
    # Two motions with one text: each may be taken for the other.
    twice = torch.eye(4)[[0, 0, 2, 3]]
    both = same.clone()
    both[0, 1] = both[1, 0] = True
    assert contrast(twice, twice, both) < 0.01 < contrast(twice, twice, same)
