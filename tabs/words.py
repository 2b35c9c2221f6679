"""Every word that a visitor sees, in English and Korean.

The page holds both languages and shows one: `assets/page.js` fills each element that carries `data-word` (its text)
or `data-word-label` (its accessible name and tooltip), so a switch needs no call to the server.
An `InputError` has the key of its sentence here.
"""

from __future__ import annotations

import json
from typing import Final

from engines.runtime import InputError

LANGUAGES: Final = ("en", "ko")

# key: (English, Korean). A sentence that reports an error says what to do next.
WORDS: Final[dict[str, tuple[str, str]]] = {
    # the house
    "title": ("Five Doors", "다섯 문"),
    "subtitle": ("다섯 문", "Five Doors"),
    "switch_language": ("한국어", "English"),
    "switch_language_label": ("한국어로 보기", "Show in English"),
    "doors": ("Doors", "문"),
    "about": ("About this house", "이 집 이야기"),
    "about_kept": (
        "Nothing you draw or show is kept. Your drawing or photo is looked at, the answer comes back, and it is "
        "forgotten; a finished film waits some minutes for you. Only your own browser remembers: your album and your "
        "stars lie on your device, and nowhere else.",
        "그리거나 보여 준 것은 저장하지 않아요. 그림과 사진은 답을 주고 나면 바로 잊고, 다 만든 영상만 몇 분 동안 "
        "기다려요. 앨범과 별은 내 기기의 브라우저에만 남아요.",
    ),
    "about_license": (
        "The networks were trained for this house and come with it. They are for non-commercial "
        "demonstrations, because some of the pictures they learned from allow only that.",
        "신경망은 이 집에서 직접 가르쳤어요. 배울 때 본 그림 중에 비상업용이 있어서, "
        "상업적이지 않은 시연에만 쓸 수 있어요.",
    ),
    "about_credits": (
        "Shoes were learned from QMUL Shoe V2 photos and drawings (research use), edges2shoes (UT Zappos50K, "
        "academic use), Fashion Product Images (MIT as stated there) and drawings of Quick, Draw! (CC BY 4.0). Dogs "
        "were learned from Stanford Dogs (research and education), Animal-Pose and a sample of StanfordExtra (MIT). "
        "The headline letters are Jua (SIL Open Font License).",
        "신발은 QMUL Shoe V2 사진과 그림(연구용), edges2shoes(UT Zappos50K, 학술용), "
        "Fashion Product Images(MIT로 표시됨), Quick, Draw! 그림(CC BY 4.0)을 보고 배웠어요. "
        "강아지는 Stanford Dogs(연구·교육용), Animal-Pose, StanfordExtra 일부(MIT)를 보고 배웠어요. "
        "제목 글꼴은 주아체(SIL 오픈 폰트 라이선스)예요.",
    ),
    "about_code": (
        "The program is free software under the Apache License 2.0.",
        "프로그램은 아파치 라이선스 2.0을 따르는 자유 소프트웨어예요.",
    ),
    "about_api": ("For programmers: the API", "개발자를 위한 API"),
    "close": ("Close", "닫기"),
    # the doors
    "sketch_door": ("Draw", "그리기"),
    "sketch_headline": ("Your drawing becomes a picture", "내 그림이 진짜가 돼요"),
    "models_door": ("Models", "모델"),
    "models_headline": ("The models behind the doors", "문 뒤의 모델들"),
    "models_lead": (
        "Bring your own weights, look inside, put them to use, and go back whenever you like.",
        "내 가중치를 가져와서 들여다보고, 써 보고, 언제든 되돌려요.",
    ),
    # the drawing desk
    "worlds": ("What to draw", "무엇을 그릴까요"),
    "sheet": ("Your drawing", "내 그림"),
    "frame": ("The picture", "완성된 그림"),
    "frame_empty": ("The picture appears here", "그림이 여기에 나타나요"),
    "frame_painted": ("The picture painted from your drawing", "내 그림으로 칠한 그림"),
    "trace": ("Draw over the grey lines, or draw your own", "회색 선을 따라 그리거나 마음껏 그려요"),
    "tools": ("Drawing tools", "그리기 도구"),
    "pen": ("Pen", "펜"),
    "crayon": ("Crayon", "크레용"),
    "eraser": ("Eraser", "지우개"),
    "undo": ("Undo", "되돌리기"),
    "redo": ("Redo", "다시 하기"),
    "new_page": ("New page", "새 종이"),
    "mirror": ("Mirror", "거울"),
    "guide": ("Lines to draw over", "따라 그릴 선"),
    "colours": ("Colour", "색깔"),
    "colour_black": ("Black", "검정"),
    "colour_red": ("Red", "빨강"),
    "colour_orange": ("Orange", "주황"),
    "colour_yellow": ("Yellow", "노랑"),
    "colour_green": ("Green", "초록"),
    "colour_blue": ("Blue", "파랑"),
    "colour_purple": ("Purple", "보라"),
    "colour_pink": ("Pink", "분홍"),
    "colour_brown": ("Brown", "갈색"),
    "crayon_alone": (
        "Lovely colour! Now draw the lines with the pen.",
        "색이 예뻐요! 이제 펜으로 선을 그려 주세요.",
    ),
    "widths": ("Line width", "선 굵기"),
    "width_thin": ("Thin line", "얇은 선"),
    "width_middle": ("Middle line", "보통 선"),
    "width_thick": ("Thick line", "굵은 선"),
    "keep": ("Keep it", "간직하기"),
    "another": ("Another one", "다른 그림"),
    "upload": ("Photo of my drawing", "내 그림 사진"),
    "photo_how": (
        "Draw on white paper, and let me see the whole sheet in good light.",
        "하얀 종이에 그려서, 밝은 곳에서 종이가 다 보이게 찍어 주세요.",
    ),
    "photo_camera": ("Take a photo", "사진 찍기"),
    "photo_file": ("Choose a picture", "사진 고르기"),
    "photo_snap": ("Snap!", "찰칵!"),
    "camera_none": (
        "I can't reach a camera. Choose a picture instead.",
        "카메라를 쓸 수 없어요. 대신 사진을 골라 주세요.",
    ),
    "reading": ("Looking for your lines…", "그린 선을 찾고 있어요…"),
    "gear": ("More settings", "더 많은 설정"),
    "seed": ("Picture number", "그림 번호"),
    "painters": ("Painter", "화가"),
    "painter_house": ("The painter of the house", "이 집의 화가"),
    "painter_turbo": ("A swift big painter (SD-Turbo)", "빠르고 큰 화가 (SD-Turbo)"),
    "painter_controlnet": ("A careful big painter (ControlNet)", "꼼꼼하고 큰 화가 (ControlNet)"),
    "warming": ("Warming up the paints…", "물감을 준비하고 있어요…"),
    "painting": ("Painting…", "칠하고 있어요…"),
    # the game around the drawing
    "quest_done": ("I did it", "다 했어요"),
    "quest_skip": ("Another challenge", "다른 도전"),
    "quest_star": ("A star for you!", "별을 얻었어요!"),
    "quest_sticker": ("A star and a sticker for you!", "별과 스티커를 얻었어요!"),
    "quest_all": ("You have every star here. Draw what you like!", "여기 별을 다 모았어요. 마음껏 그려요!"),
    "quest_by_word": ("Tap the star when it is done.", "다 그리면 별을 눌러요."),
    "quest_by_colours": ("I count the bright colours.", "밝은 색이 몇 가지인지 세어요."),
    "quest_by_closed": ("I count the closed shapes.", "막힌 모양이 몇 개인지 세어요."),
    "quest_by_things": ("I count what stands apart.", "따로 떨어진 그림을 세어요."),
    "quest_by_shape": ("I measure how wide and how tall.", "너비와 높이를 재어요."),
    "quest_by_size": ("I measure how big it is.", "얼마나 큰지 재어요."),
    "quest_by_mirror": ("I compare left and right.", "왼쪽과 오른쪽을 견주어요."),
    "quest_by_strokes": ("I count your lines.", "선이 몇 개인지 세어요."),
    "quest_by_seen": ("I look and guess.", "보고 맞혀 볼게요."),
    "belief_see": ("I see it: {name}!", "{name}, 알아보겠어요!"),
    "belief_think": ("This looks like: {name}.", "{name} 같아요."),
    "belief_there": ("Paint it there", "거기서 칠하기"),
    "album": ("My album", "내 앨범"),
    "album_stickers": ("My stickers", "내 스티커"),
    "album_empty": (
        "No picture yet. Draw something and press “Keep it”.",
        "아직 그림이 없어요. 그림을 그리고 ‘간직하기’를 눌러요.",
    ),
    "album_kept": ("It is in your album.", "앨범에 넣었어요."),
    "album_full": (
        "There is no room left on this device. Delete a picture from the album, then keep this one.",
        "이 기기에 자리가 없어요. 앨범에서 그림을 하나 지우고 다시 간직해 보세요.",
    ),
    "album_closed": (
        "This window forgets the album when it closes. Download a card of the pictures you love.",
        "이 창을 닫으면 앨범이 사라져요. 마음에 드는 그림은 카드로 내려받아요.",
    ),
    "album_back": ("All pictures", "모두 보기"),
    "album_go_on": ("Go on drawing", "이어서 그리기"),
    "album_card": ("Download a card", "카드 내려받기"),
    "album_delete": ("Delete", "지우기"),
    "album_delete_sure": ("Really delete?", "정말 지울까요?"),
    # the host's room: weights in use
    "models_weights": ("Weights in use", "쓰고 있는 가중치"),
    "models_model": ("Model", "모델"),
    "models_source": ("In use", "사용 중"),
    "models_size": ("Size", "크기"),
    "models_licence": ("Licence", "라이선스"),
    "models_licence_none": ("not stated", "표시 없음"),
    "models_figures": ("Measured", "측정값"),
    "models_bundled": ("Bundled", "기본 가중치"),
    "models_version": ("Version {number}", "버전 {number}"),
    "models_nothing": ("Nothing", "없음"),
    "models_from": ("from {source}, {created} UTC", "{source}에서, {created} UTC"),
    "models_activate": ("Activate", "사용하기"),
    "models_deactivate": ("Back to bundled", "기본으로 돌아가기"),
    "models_stop": ("Stop using it", "그만 쓰기"),
    "models_roll_back": ("Roll back", "이전으로 되돌리기"),
    "models_remove": ("Remove", "지우기"),
    "models_remove_sure": ("Really remove?", "정말 지울까요?"),
    "models_check": ("Check", "점검하기"),
    "models_activated": (
        "Version {number} of {model} is in use, from the next call on.",
        "{model}의 버전 {number}을(를) 다음 호출부터 써요.",
    ),
    "models_deactivated": ("{model} uses the bundled weight again.", "{model}은(는) 다시 기본 가중치를 써요."),
    "models_stopped": ("{model} uses no weight now.", "{model}은(는) 이제 가중치를 쓰지 않아요."),
    "models_removed": ("Version {number} of {model} is removed.", "{model}의 버전 {number}을(를) 지웠어요."),
    "models_checked": (
        "Version {number} of {model} is whole and ready to use.",
        "{model}의 버전 {number}은(는) 온전하고 쓸 수 있어요.",
    ),
    "weight_host": ("You chose this version.", "직접 고른 버전이에요."),
    "weight_bundled": ("It came with the program.", "프로그램과 함께 왔어요."),
    "weight_none": ("Activate one of its versions.", "버전 하나를 골라서 써 보세요."),
    "models_fell_back": ("In place of your version:", "고른 버전 대신 쓰고 있어요:"),
    # the host's room: a file that was brought
    "models_bring": ("Bring weights", "가중치 가져오기"),
    "models_drop": ("Drop a file here, or choose one", "파일을 여기에 놓거나 골라 주세요"),
    "models_kinds": ("{suffixes}, up to {size}", "{suffixes}, {size}까지"),
    "models_sending": ("Bringing it here…", "가져오고 있어요…"),
    "models_looking": ("Looking at every number in it…", "안의 숫자를 하나하나 보고 있어요…"),
    "models_for": ("Keep it for", "어디에 쓸까요"),
    "models_register": ("Register", "등록하기"),
    "models_registered": (
        "Kept as version {number} of {model}. It is not in use yet.",
        "{model}의 버전 {number}(으)로 간직했어요. 아직 쓰지는 않아요.",
    ),
    "models_gone": ("That file is no longer here. Bring it again.", "파일이 이제 없어요. 다시 가져와 주세요."),
    "models_too_large": (
        "This file is larger than the room for all weights. Bring a smaller one.",
        "파일이 가중치를 둘 자리보다 커요. 더 작은 파일을 가져와 주세요.",
    ),
    "report_file": ("File", "파일"),
    "report_network": ("Network", "신경망"),
    "report_unknown": ("none that I know", "아는 신경망이 아니에요"),
    "report_share": ("{share} of the keys", "키의 {share}"),
    "report_nearest": ("Most like", "가장 비슷한 것"),
    "report_config": ("Built with", "구성"),
    "report_parameters": ("Parameters", "매개변수"),
    "report_numbers": ("Numbers", "숫자"),
    "report_container": ("Found in", "찾은 곳"),
    "report_prefixes": ("Taken off the keys", "키에서 뗀 것"),
    "report_key_map": ("Naming", "이름 방식"),
    "report_matched": ("Keys that fit", "맞는 키"),
    "report_missing": ("Missing", "빠진 키"),
    "report_unexpected": ("Unexpected", "모르는 키"),
    "report_mismatched": ("Other shape", "모양이 다른 키"),
    "report_ignored": ("Not used", "쓰지 않는 키"),
    "report_sparse": ("Sparse", "희소 텐서"),
    "report_quantised": ("Quantised", "양자화됨"),
    "report_not_finite": ("NaN or infinite", "NaN 또는 무한대"),
    "report_finite": ("all of them finite", "모두 정상 숫자예요"),
    "report_licence": ("Licence of the published ones", "공개 가중치의 라이선스"),
    "report_note": ("Note", "참고"),
    # the host's room: how the models do
    "models_doing": ("How they are doing", "잘 지내고 있나요"),
    "models_refresh": ("Refresh", "새로 고침"),
    "models_calm": ("All is well.", "모두 괜찮아요."),
    "models_quiet": ("Nobody has asked for anything yet.", "아직 아무도 부탁하지 않았어요."),
    "models_median": ("half are faster", "절반은 이보다 빨라요"),
    "models_p95": ("19 of 20 are faster", "20번 중 19번은 이보다 빨라요"),
    "models_calls": ("{calls} calls, {errors} failed", "호출 {calls}번, 실패 {errors}번"),
    "models_memory": ("Memory", "메모리"),
    "models_processor": ("Processor", "프로세서"),
    "models_loaded": ("Loaded models", "불러온 모델"),
    "alarm_late": (
        "A model answers too late. The machine may be too small for it.",
        "모델이 너무 늦게 대답해요. 컴퓨터가 작은 것 같아요.",
    ),
    "alarm_errors": (
        "Too many calls of a model fail. Look into the log for the reason.",
        "모델이 자주 실패해요. 로그에서 이유를 찾아보세요.",
    ),
    "alarm_memory": (
        "The memory is nearly full. Unload a model, or lower the limit for models.",
        "메모리가 거의 찼어요. 모델을 내리거나 모델의 한도를 줄여 주세요.",
    ),
    # what can go wrong
    "busy": (
        "Many are painting right now. Keep drawing, I'll try again in a moment.",
        "지금 그리는 친구가 많아요. 계속 그리고 있으면 곧 다시 칠해 볼게요.",
    ),
    "failed": (
        "I can't reach the painter. Your drawing is safe: check the connection and draw on.",
        "화가에게 연결되지 않아요. 그림은 그대로 있으니, 연결을 확인하고 계속 그려 보세요.",
    ),
    "drawing_empty": ("The sheet is still empty. Draw a line!", "아직 빈 종이예요. 선을 하나 그어 보세요!"),
    "drawing_too_small": (
        "That is very small. Draw it bigger, so that I can see it.",
        "그림이 너무 작아요. 제가 볼 수 있게 더 크게 그려 주세요.",
    ),
    "drawing_too_heavy": (
        "This drawing is too heavy for me. Start on a new page.",
        "그림이 너무 무거워요. 새 종이에 다시 그려 보세요.",
    ),
    "paper_black": (
        "It is too dark to see the drawing. Take the photo where there is more light.",
        "너무 어두워서 그림이 보이지 않아요. 더 밝은 곳에서 다시 찍어 주세요.",
    ),
    "paper_blurred": (
        "The photo is blurred. Hold the camera still and take it once more.",
        "사진이 흐려요. 카메라를 움직이지 말고 한 번 더 찍어 주세요.",
    ),
    "paper_empty": (
        "I see no lines on the paper. Draw with a darker pen, or come closer.",
        "종이에 선이 보이지 않아요. 더 진한 펜으로 그리거나 더 가까이에서 찍어 주세요.",
    ),
    "picture_none": ("There is no picture yet. Choose one.", "아직 사진이 없어요. 하나 골라 주세요."),
    "picture_too_heavy": (
        "This file is too large for me. Choose a smaller picture.",
        "파일이 너무 커요. 더 작은 사진을 골라 주세요.",
    ),
    "picture_too_many_pixels": (
        "This picture has too many pixels. Make it smaller and try again.",
        "사진의 화소가 너무 많아요. 크기를 줄여서 다시 올려 주세요.",
    ),
    "picture_too_small": (
        "This picture is too tiny to see. Choose a larger one.",
        "사진이 너무 작아서 보이지 않아요. 더 큰 사진을 골라 주세요.",
    ),
    "picture_unreadable": (
        "I can't read this file. Choose a PNG, JPEG or WebP picture.",
        "이 파일은 열 수 없어요. PNG, JPEG, WebP 사진을 골라 주세요.",
    ),
    "world_unknown": (
        "I don't know how to paint that yet. Choose another.",
        "그건 아직 그릴 줄 몰라요. 다른 걸 골라 주세요.",
    ),
    "painter_broken": (
        "That painter's brushes are broken. Choose another painter, and tell the grown-up who runs this page.",
        "그 화가의 붓이 망가졌어요. 다른 화가를 고르고, 이 페이지를 돌보는 어른에게 알려 주세요.",
    ),
    "painter_unknown": (
        "That painter is not here. Choose another one.",
        "그 화가는 여기에 없어요. 다른 화가를 골라 주세요.",
    ),
    "seed_out_of_range": (
        "That number is out of range. Ask for another one.",
        "숫자가 범위를 벗어났어요. 다른 그림을 눌러 주세요.",
    ),
    # what can go wrong with weights
    "checkpoint_missing": ("There is no such file. Bring it again.", "그런 파일이 없어요. 다시 가져와 주세요."),
    "checkpoint_forbidden": (
        "This file may not be read. Give the program the right to read it.",
        "이 파일을 읽을 권한이 없어요. 읽을 수 있게 해 주세요.",
    ),
    "checkpoint_empty": (
        "This file has 0 bytes. Download or copy it again.",
        "파일이 비어 있어요. 다시 내려받거나 복사해 주세요.",
    ),
    "checkpoint_damaged": (
        "This file is damaged or cut short. Download or copy it again.",
        "파일이 망가졌거나 잘렸어요. 다시 내려받거나 복사해 주세요.",
    ),
    "checkpoint_no_weights": (
        "This is not a weights file. Bring a .safetensors, .pt, .pth, .bin or .ckpt file.",
        "가중치 파일이 아니에요. .safetensors, .pt, .pth, .bin, .ckpt 파일을 가져와 주세요.",
    ),
    "checkpoint_pickle": (
        "Only running code of this file could read it, and I never do that. Save only its tensors and bring that.",
        "파일 속 코드를 실행해야 읽을 수 있는데, 그건 하지 않아요. 텐서만 저장해서 가져와 주세요.",
    ),
    "checkpoint_bomb": (
        "This file would grow far beyond its own size, so I don't open it. Bring another one.",
        "열면 크기가 엄청나게 커지는 파일이라 열지 않아요. 다른 파일을 가져와 주세요.",
    ),
    "checkpoint_no_tensors": (
        "There is no named tensor in this file. Bring another one.",
        "이름이 있는 텐서가 없어요. 다른 파일을 가져와 주세요.",
    ),
    "checkpoint_two_networks": (
        "This file holds two networks. Bring a file with one of them.",
        "신경망이 두 개 들어 있어요. 하나만 든 파일을 가져와 주세요.",
    ),
    "checkpoint_no_container": (
        "The file has no such part. Choose another part.",
        "파일에 그런 부분이 없어요. 다른 부분을 골라 주세요.",
    ),
    "checkpoint_pipeline": (
        "This is a whole pipeline of several networks. Bring one of them.",
        "여러 신경망이 이어진 묶음이에요. 그중 하나를 가져와 주세요.",
    ),
    "checkpoint_unknown": (
        "This belongs to no network that I know. Bring another file.",
        "제가 아는 신경망이 아니에요. 다른 파일을 가져와 주세요.",
    ),
    "checkpoint_other_network": (
        "This is another network than that model needs. Choose another model.",
        "그 모델에 맞는 신경망이 아니에요. 다른 모델을 골라 주세요.",
    ),
    "checkpoint_incomplete": (
        "This file does not fill its network: weights are missing or have another shape. Bring a whole one.",
        "가중치가 빠졌거나 모양이 달라서 신경망을 채우지 못해요. 온전한 파일을 가져와 주세요.",
    ),
    "checkpoint_unusable": (
        "Its weights are sparse or quantised, and I can't compute with those. Bring plain ones.",
        "희소하거나 양자화된 가중치는 계산할 수 없어요. 보통 가중치를 가져와 주세요.",
    ),
    "checkpoint_not_finite": (
        "There is NaN or infinity in it. Bring weights from before that happened.",
        "NaN이나 무한대가 들어 있어요. 그렇게 되기 전의 가중치를 가져와 주세요.",
    ),
    "architecture_unknown": (
        "I don't know that network. Choose one of the list.",
        "모르는 신경망이에요. 목록에서 골라 주세요.",
    ),
    "model_name_wrong": (
        "A model's name has 1 to 64 of a-z, 0-9, - and _. Choose such a name.",
        "모델 이름은 a-z, 0-9, -, _ 로 1~64자예요. 그렇게 지어 주세요.",
    ),
    "version_suffix": (
        "Weights end in .safetensors, .pt, .pth, .bin or .ckpt. Choose one of these.",
        "가중치 파일은 .safetensors, .pt, .pth, .bin, .ckpt로 끝나요. 그런 파일을 골라 주세요.",
    ),
    "version_unknown": (
        "There is no such version. Choose one from the list.",
        "그런 버전이 없어요. 목록에서 골라 주세요.",
    ),
    "version_active": (
        "This version is in use. Switch to another before you remove it.",
        "지금 쓰는 버전이에요. 다른 버전으로 바꾼 다음 지워 주세요.",
    ),
    "version_missing": (
        "The file of this version is gone. Choose another version, or restore a backup.",
        "이 버전의 파일이 없어졌어요. 다른 버전을 고르거나 백업을 되살려 주세요.",
    ),
    "version_damaged": (
        "The file of this version has changed since it was registered. Choose another, or restore a backup.",
        "등록한 뒤에 파일이 바뀌었어요. 다른 버전을 고르거나 백업을 되살려 주세요.",
    ),
    "record_damaged": (
        "The list of this model's versions can't be read. Restore a backup; all other models work.",
        "이 모델의 버전 목록을 읽을 수 없어요. 백업을 되살려 주세요. 다른 모델은 괜찮아요.",
    ),
    "version_first": (
        "This model uses the weight that came with the program. Nothing was before it.",
        "프로그램과 함께 온 가중치를 쓰고 있어요. 그 전에는 아무것도 없었어요.",
    ),
    "backup_empty": (
        "This model has no versions yet. Register one first.",
        "아직 버전이 없어요. 먼저 하나 등록해 주세요.",
    ),
    "backup_damaged": (
        "This folder is not a whole backup. Choose another one.",
        "온전한 백업 폴더가 아니에요. 다른 폴더를 골라 주세요.",
    ),
    "packages_missing": (
        "This version needs Python packages that are not there. Install them and start again.",
        "필요한 파이썬 패키지가 없어요. 설치하고 다시 시작해 주세요.",
    ),
    "disk_low": (
        "The disk is nearly full. Make room for another version.",
        "디스크가 거의 찼어요. 자리를 마련해 주세요.",
    ),
    "disk_full": (
        "The disk is full, so nothing was changed. Make room and try again.",
        "디스크가 가득 차서 아무것도 바꾸지 않았어요. 자리를 마련하고 다시 해 주세요.",
    ),
    "store_full": (
        "There is no room beside the versions in use. Raise the limit, or put smaller weights to use.",
        "쓰고 있는 버전 옆에 자리가 없어요. 한도를 늘리거나 더 작은 가중치를 써 주세요.",
    ),
    "store_busy": (
        "Somebody else is changing the weights right now. Try again in a moment.",
        "지금 다른 사람이 가중치를 바꾸고 있어요. 잠시 뒤에 다시 해 주세요.",
    ),
    "store_unwritable": (
        "The folder of the weights can't be used. Give the program the right to write it.",
        "가중치 폴더를 쓸 수 없어요. 쓸 권한을 주세요.",
    ),
    "face_points": (
        "I can't find two eyes, a nose and a mouth. Take a picture that shows the face from the front.",
        "눈, 코, 입을 찾지 못했어요. 얼굴이 앞에서 잘 보이게 찍어 주세요.",
    ),
    "pose_incomplete": (
        "I can't find neck, shoulders and hips. Take a picture that shows them from the front.",
        "목, 어깨, 엉덩이를 찾지 못했어요. 앞에서 잘 보이게 찍어 주세요.",
    ),
    # the dogs room
    "dogs_door": ("Dogs", "강아지"),
    "dogs_headline": ("Find dogs that look alike", "닮은 강아지를 찾아요"),
    "dog_examples": ("Dogs to try", "골라 볼 강아지"),
    "dog_example": ("Try this dog", "이 강아지로 해 보기"),
    "dog_photo": ("Your dog", "내 강아지"),
    "dog_points": ("{seen} points of the dog's body", "강아지 몸의 점 {seen}개"),
    "dog_boxes": ("Dogs in the photo", "사진 속 강아지들"),
    "dog_choose": ("This dog", "이 강아지"),
    "dog_several": ("I see more than one dog. Tap the one you mean.", "강아지가 여럿이에요. 한 마리를 골라 눌러요."),
    "dog_file": ("Photo of a dog", "강아지 사진"),
    "dog_drop": ("Drop it here", "여기에 놓아요"),
    "dog_names": ("Names", "이름"),
    "dog_sure": ("How sure", "확실한 정도"),
    "dog_warming": ("Waking the dogs…", "강아지들을 깨우고 있어요…"),
    "dog_looking": ("Looking closely…", "자세히 보고 있어요…"),
    "dog_looks_like": ("Looks like", "닮은 견종"),
    "dog_breed_unknown": ("Some dog", "어떤 강아지"),
    "dog_legs_long": ("long legs", "긴 다리"),
    "dog_legs_short": ("short legs", "짧은 다리"),
    "dog_size": ("Size", "크기"),
    "dog_size_toy": ("tiny", "아주 작은 개"),
    "dog_size_small": ("small", "작은 개"),
    "dog_size_medium": ("medium-sized", "중간 크기 개"),
    "dog_size_large": ("large", "큰 개"),
    "dog_size_giant": ("giant", "아주 큰 개"),
    "dog_colour": ("Coat", "털색"),
    "dog_colour_black": ("black", "검정"),
    "dog_colour_grey": ("grey", "회색"),
    "dog_colour_white": ("white", "하양"),
    "dog_colour_cream": ("cream", "크림색"),
    "dog_colour_golden": ("golden", "금색"),
    "dog_colour_red": ("red", "붉은색"),
    "dog_colour_brown": ("brown", "갈색"),
    "dog_colour_mixed": ("mixed colours", "여러 색"),
    "dog_alike": ("Dogs like this one", "이 강아지와 닮은 친구들"),
    "dog_why_same_breed": ("breed", "견종"),
    "dog_why_same_size": ("size", "크기"),
    "dog_why_same_colour": ("coat", "털색"),
    "dog_why_alike_body": ("body", "체형"),
    "dog_like": ("More like this", "이런 강아지 더 보기"),
    "dog_dislike": ("Fewer like this", "이런 강아지 덜 보기"),
    "dog_forget": ("Forget my thumbs", "내 엄지 지우기"),
    "dog_more": ("More dogs", "더 보기"),
    "dog_filters": ("Choose", "고르기"),
    "dog_filters_clear": ("Show all", "모두 보기"),
    "dog_filter_none": (
        "No dog here is like that. Take one of your choices back.",
        "그런 강아지는 없어요. 고른 것을 하나 빼 보세요.",
    ),
    "dog_breed": ("Breed", "견종"),
    "dog_breed_search": ("Find a breed", "견종 찾기"),
    "dog_compare": ("Compare the two dogs", "두 강아지 견주기"),
    "dog_compare_picture": ("The two dogs side by side", "나란히 놓은 두 강아지"),
    "dog_comparing": ("Putting them side by side…", "나란히 놓고 있어요…"),
    "dog_compare_nothing": (
        "I see too little of the two bodies to compare them. Try photos from the side.",
        "두 강아지의 몸이 잘 보이지 않아 견줄 수 없어요. 옆에서 찍은 사진으로 해 보세요.",
    ),
    "dog_bodies_alike": ("Bodies alike:", "닮은 체형:"),
    "dog_mine": ("your dog", "내 강아지"),
    "dog_other": ("the other dog", "다른 강아지"),
    "dog_head_more": ("It has a bigger head", "머리가 더 커요"),
    "dog_head_same": ("Their heads are alike", "머리 크기가 비슷해요"),
    "dog_head_less": ("It has a smaller head", "머리가 더 작아요"),
    "dog_foreleg_more": ("It has longer forelegs", "앞다리가 더 길어요"),
    "dog_foreleg_same": ("Their forelegs are alike", "앞다리 길이가 비슷해요"),
    "dog_foreleg_less": ("It has shorter forelegs", "앞다리가 더 짧아요"),
    "dog_hindleg_more": ("It has longer hind legs", "뒷다리가 더 길어요"),
    "dog_hindleg_same": ("Their hind legs are alike", "뒷다리 길이가 비슷해요"),
    "dog_hindleg_less": ("It has shorter hind legs", "뒷다리가 더 짧아요"),
    "dog_film": ("Film of a dog, 20 seconds at most", "강아지 영상, 20초까지"),
    "dog_film_sending": ("Bringing the film…", "영상을 가져오고 있어요…"),
    "dog_film_making": ("Drawing the moving bones…", "움직이는 뼈대를 그리고 있어요…"),
    "dog_film_done": ("The dog with its moving bones", "뼈대가 움직이는 강아지"),
    "dog_film_stop": ("Stop", "그만하기"),
    "dog_film_keep": ("Download", "내려받기"),
    "dog_film_back": ("Back to the photo", "사진으로 돌아가기"),
    "dog_none": (
        "I can't find a dog here. Try a photo where its whole head can be seen.",
        "강아지를 찾지 못했어요. 머리가 다 보이는 사진으로 해 보세요.",
    ),
    "dog_lost": (
        "I lost sight of this dog. Show me its photo once more.",
        "이 강아지를 놓쳤어요. 사진을 한 번 더 보여 주세요.",
    ),
    "dog_busy": (
        "Many dogs are here right now. Try again in a moment.",
        "지금 강아지가 많아요. 잠시 뒤에 다시 해 보세요.",
    ),
    "dog_failed": (
        "I can't reach the dogs. Check the connection and try again.",
        "강아지들에게 연결되지 않아요. 연결을 확인하고 다시 해 보세요.",
    ),
    # the points of a dog
    "point_left_eye": ("left eye", "왼쪽 눈"),
    "point_right_eye": ("right eye", "오른쪽 눈"),
    "point_nose": ("nose", "코"),
    "point_neck": ("neck", "목"),
    "point_root_of_tail": ("root of tail", "꼬리 뿌리"),
    "point_left_shoulder": ("left shoulder", "왼쪽 어깨"),
    "point_left_elbow": ("left elbow", "왼쪽 팔꿈치"),
    "point_left_front_paw": ("left front paw", "왼쪽 앞발"),
    "point_right_shoulder": ("right shoulder", "오른쪽 어깨"),
    "point_right_elbow": ("right elbow", "오른쪽 팔꿈치"),
    "point_right_front_paw": ("right front paw", "오른쪽 앞발"),
    "point_left_hip": ("left hip", "왼쪽 엉덩이"),
    "point_left_knee": ("left knee", "왼쪽 무릎"),
    "point_left_back_paw": ("left back paw", "왼쪽 뒷발"),
    "point_right_hip": ("right hip", "오른쪽 엉덩이"),
    "point_right_knee": ("right knee", "오른쪽 무릎"),
    "point_right_back_paw": ("right back paw", "오른쪽 뒷발"),
    # the measures of a dog
    "measure_head_to_body": ("Head to body", "몸통에 견준 머리"),
    "measure_foreleg_to_body": ("Forelegs to body", "몸통에 견준 앞다리"),
    "measure_hindleg_to_body": ("Hind legs to body", "몸통에 견준 뒷다리"),
    "measure_length_to_height": ("Body length to height", "키에 견준 몸길이"),
    "measure_symmetry": ("Left and right alike", "왼쪽과 오른쪽의 닮음"),
    "dog_pose_stand": ("standing", "서 있어요"),
    "dog_pose_sit": ("sitting", "앉아 있어요"),
    "dog_pose_lie": ("lying", "엎드려 있어요"),
    "dog_pose_unknown": ("I can't tell the pose", "자세를 모르겠어요"),
    # clips of dogs, and MMPose
    "clip_unreadable": (
        "This clip can't be read. Choose an MP4, WebM, MOV or GIF file.",
        "이 영상을 읽을 수 없어요. MP4, WebM, MOV나 GIF 파일을 골라 주세요.",
    ),
    "clip_too_heavy": (
        "This clip is too heavy. Choose a shorter or smaller one.",
        "영상 파일이 너무 커요. 더 짧거나 작은 영상을 골라 주세요.",
    ),
    "clip_too_long": (
        "This clip is too long. Cut it to 20 seconds.",
        "영상이 너무 길어요. 20초로 잘라 주세요.",
    ),
    "clip_too_large": (
        "The pictures of this clip are too large. Save it in Full HD or smaller.",
        "영상의 화면이 너무 커요. 풀 HD나 더 작은 크기로 저장해 주세요.",
    ),
    "clip_no_dog": (
        "I can't find a dog in this clip. Film one whose whole body is in the picture.",
        "이 영상에서 강아지를 찾지 못했어요. 몸 전체가 나오게 찍어 주세요.",
    ),
    "network_missing": (
        "There are no weights of this network here. Add them in the room of the models first.",
        "이 신경망의 가중치가 여기 없어요. 먼저 모델 방에서 넣어 주세요.",
    ),
    "mmpose_other_network": (
        "MMPose's configuration describes another network than these weights. Choose the one they came with.",
        "MMPose 설정이 이 가중치와 다른 신경망이에요. 가중치와 함께 온 설정을 골라 주세요.",
    ),
    # the gallery of dogs
    "same_breed": ("same breed", "같은 견종"),
    "same_size": ("same size", "같은 크기"),
    "same_colour": ("same colour", "같은 털색"),
    "alike_body": ("alike body", "닮은 몸매"),
    "search_count": ("Ask for one dog or more.", "강아지를 한 마리 이상 찾아 주세요."),
    "gallery_empty": (
        "The gallery has no dogs yet. Add some photos first.",
        "아직 강아지 사진이 없어요. 먼저 사진을 넣어 주세요.",
    ),
    "gallery_unusable": (
        "The gallery's files can't be used. Give the program the right to write their folder, and room on the disk.",
        "강아지 사진첩 파일을 쓸 수 없어요. 폴더에 쓸 권한과 디스크 공간을 주세요.",
    ),
    "gallery_damaged": (
        "The gallery's list is damaged. Move its file away and add the photos again.",
        "강아지 사진첩의 목록이 망가졌어요. 그 파일을 옮기고 사진을 다시 넣어 주세요.",
    ),
    "dog_unknown": (
        "This dog is not in the gallery any more. Search again.",
        "이 강아지는 이제 사진첩에 없어요. 다시 찾아 주세요.",
    ),
    "folder_missing": ("There is no such folder. Check its name.", "그런 폴더가 없어요. 이름을 확인해 주세요."),
    "folder_empty": (
        "There are no photos in this folder. Choose another.",
        "이 폴더에는 사진이 없어요. 다른 폴더를 골라 주세요.",
    ),
    "photo_name": (
        "The name of this file can't be read. Rename it.",
        "파일 이름을 읽을 수 없어요. 이름을 바꿔 주세요.",
    ),
    "photo_closed": (
        "This file can't be opened. Give the program the right to read it.",
        "파일을 열 수 없어요. 읽을 권한을 주세요.",
    ),
    "photo_small": (
        "This photo is too small. Take one of at least 48 x 48 pixels.",
        "사진이 너무 작아요. 가로세로 48픽셀 이상인 사진을 골라 주세요.",
    ),
    "photo_no_dog": (
        "There is no dog to be seen on this photo. Choose another.",
        "이 사진에서는 강아지가 보이지 않아요. 다른 사진을 골라 주세요.",
    ),
    # the wardrobe
    "tryon_door": ("Wardrobe", "옷장"),
    "tryon_headline": ("Try it on in a second", "골라서 바로 입어 봐요"),
    "tryon_people": ("People to dress", "옷을 입혀 볼 사람"),
    "tryon_me": ("Who tries it on", "누가 입어 볼까요"),
    "tryon_photo": ("The photo", "사진"),
    "tryon_file": ("Photo of me", "내 사진"),
    "tryon_camera": ("Camera", "카메라"),
    "tryon_stand": (
        "Stand back until you fit into the outline.",
        "몸이 선 안에 들어올 때까지 물러서요.",
    ),
    "tryon_later": ("In 5 seconds", "5초 뒤에 찍기"),
    "tryon_promise": ("Photos are never stored.", "사진은 저장하지 않아요."),
    "tryon_drop_person": ("This is me", "이게 나예요"),
    "tryon_drop_garment": ("This I want to wear", "이걸 입어 볼래요"),
    "tryon_kinds": ("Kind of clothes", "옷 종류"),
    "tryon_kind_top": ("Tops", "윗옷"),
    "tryon_kind_dress": ("Dresses", "원피스"),
    "tryon_kind_trousers": ("Trousers", "바지"),
    "tryon_kind_skirt": ("Skirts", "치마"),
    "tryon_sleeves": ("Sleeves", "소매"),
    "tryon_sleeve_none": ("No sleeves", "민소매"),
    "tryon_sleeve_short": ("Short", "짧은 소매"),
    "tryon_sleeve_long": ("Long", "긴 소매"),
    "tryon_bring": ("My own clothes", "내 옷 가져오기"),
    "tryon_own": ("My own", "내 옷"),
    "tryon_guess": ("What is it? Tap if I am wrong.", "무슨 옷인가요? 틀렸으면 눌러 주세요."),
    "tryon_wardrobe": ("Clothes", "옷들"),
    "tryon_several_label": ("Try several", "여러 벌 입어 보기"),
    "tryon_several_how": ("Tap all you want to try", "입어 볼 옷을 모두 눌러요"),
    "tryon_slider": ("Before and after", "입기 전과 후"),
    "tryon_warming": ("Lighting the fitting room…", "탈의실 불을 켜고 있어요…"),
    "tryon_working": ("Trying it on…", "입어 보고 있어요…"),
    "tryon_nudges": ("Move the clothes", "옷 옮기기"),
    "tryon_up": ("Up", "위로"),
    "tryon_down": ("Down", "아래로"),
    "tryon_left": ("To the left", "왼쪽으로"),
    "tryon_right": ("To the right", "오른쪽으로"),
    "tryon_smaller": ("Smaller", "더 작게"),
    "tryon_bigger": ("Bigger", "더 크게"),
    "tryon_shorter": ("Shorter sleeves", "소매 짧게"),
    "tryon_longer": ("Longer sleeves", "소매 길게"),
    "tryon_nudge_back": ("As it was", "처음처럼"),
    "tryon_steps": ("How it is done", "이렇게 입혔어요"),
    "tryon_step_parse": ("Body parts", "몸 살피기"),
    "tryon_step_pose": ("Pose", "자세"),
    "tryon_step_mask": ("Garment", "옷"),
    "tryon_step_warp": ("Bent to fit", "몸에 맞추기"),
    "tryon_step_result": ("Dressed", "입은 모습"),
    "tryon_sure": ("How sure I am", "확실한 정도"),
    "tryon_gear": ("Networks and times", "신경망과 시간"),
    "tryon_gear_empty": ("Put something on first.", "먼저 옷을 입어 보세요."),
    "tryon_download": ("Download", "내려받기"),
    "tryon_restart": ("Start over", "처음부터"),
    "tryon_looks": ("Tried on", "입어 본 옷"),
    "tryon_busy": (
        "The fitting room is full. Try again in a moment.",
        "탈의실이 꽉 찼어요. 잠시 뒤에 다시 해 보세요.",
    ),
    "tryon_failed": (
        "I can't reach the fitting room. Check the connection and try again.",
        "탈의실에 연결되지 않아요. 연결을 확인하고 다시 해 보세요.",
    ),
    "garment_lost": (
        "I lost this piece of clothing. Choose it once more.",
        "이 옷을 놓쳤어요. 한 번 더 골라 주세요.",
    ),
    # what the try-on needs to see, and what is hard for it
    "tryon_tiny": (
        "This picture is too small. Choose one of at least 32 x 32 pixels.",
        "사진이 너무 작아요. 가로세로 32픽셀 이상인 사진을 골라 주세요.",
    ),
    "tryon_strip": (
        "This picture is too long and narrow. Cut out the part that matters.",
        "사진이 너무 길쭉해요. 필요한 부분만 잘라 주세요.",
    ),
    "tryon_black": (
        "This picture is black. Take it again with the light on.",
        "사진이 까매요. 불을 켜고 다시 찍어 주세요.",
    ),
    "tryon_plain": (
        "This picture shows nothing but one colour. Choose another.",
        "사진에 한 가지 색만 있어요. 다른 사진을 골라 주세요.",
    ),
    "tryon_nobody": (
        "I can't find a person here. I need to see you from head to hips, standing and facing me.",
        "사람을 찾지 못했어요. 머리부터 엉덩이까지 보이게, 앞을 보고 서 주세요.",
    ),
    "tryon_several": (
        "I see more than one person. Choose a photo with one person alone.",
        "사람이 여럿이에요. 혼자 있는 사진을 골라 주세요.",
    ),
    "tryon_back": (
        "I see you from behind. Turn around and face me.",
        "뒷모습이 보여요. 돌아서 앞을 봐 주세요.",
    ),
    "tryon_lying": (
        "You seem to lie. Turn the photo upright, or take one where you stand.",
        "누워 있는 것 같아요. 사진을 똑바로 돌리거나 서서 찍어 주세요.",
    ),
    "tryon_sitting": (
        "You seem to sit. Stand up, so that I can see you from head to hips.",
        "앉아 있는 것 같아요. 머리부터 엉덩이까지 보이게 일어서 주세요.",
    ),
    "tryon_cropped": (
        "I need to see you from head to hips, standing and facing me.",
        "머리부터 엉덩이까지 보이게, 앞을 보고 서 주세요.",
    ),
    "tryon_legs": (
        "For trousers and skirts I need to see your legs too. Take a step back.",
        "바지와 치마를 입어 보려면 다리도 보여야 해요. 한 걸음 뒤로 가 주세요.",
    ),
    "garment_none": (
        "I can't find a garment here. Lay it flat on a plain ground, all of it in the picture.",
        "옷을 찾지 못했어요. 민무늬 바닥에 옷이 다 보이게 펼쳐 놓고 찍어 주세요.",
    ),
    "garment_unwearable": (
        "This is nothing I can dress you in. Show me a top, a dress, trousers or a skirt.",
        "이건 입혀 줄 수 없어요. 윗옷, 원피스, 바지나 치마를 보여 주세요.",
    ),
    "garment_face": (
        "I see a person here, but no garment. Show me the garment alone, flat on a plain ground.",
        "사람은 보이는데 옷이 없어요. 옷만 바닥에 펼쳐 놓고 찍어 주세요.",
    ),
    "tryon_dark": (
        "It is dark here. With more light I see better.",
        "조금 어두워요. 밝은 곳에서 찍으면 더 잘 보여요.",
    ),
    "tryon_hard_pose": (
        "This pose is hard for me. Stand straight, your arms a little away from your body.",
        "이 자세는 나에게 어려워요. 팔을 몸에서 조금 떼고 똑바로 서 주세요.",
    ),
    "tryon_hard_fit": (
        "I had to bend this garment a lot. Another photo of it, flat and straight, may fit better.",
        "옷을 많이 구부려야 했어요. 옷을 반듯하게 펼쳐 찍으면 더 잘 맞아요.",
    ),
    "tryon_leftover": (
        "Something of what you wear may still show. Tight clothes work best.",
        "지금 입은 옷이 조금 보일 수 있어요. 몸에 붙는 옷을 입으면 가장 좋아요.",
    ),
    "tryon_crossed": (
        "Your arms or hair hide much of the garment. Let them hang at your sides.",
        "팔이나 머리카락이 옷을 가려요. 옆으로 내려 주세요.",
    ),
    "tryon_unsure_garment": (
        "I am not sure what kind of garment this is. You can tell me below it.",
        "어떤 옷인지 잘 모르겠어요. 옷 아래에서 알려 주세요.",
    ),
    # the dance room
    "dance_door": ("Dance", "춤"),
    "dance_headline": ("Say it, watch it dance", "말하면 춤을 춰요"),
    "dance_stage": (
        "The stage: turn it with the mouse, a finger or the arrow keys",
        "무대: 마우스나 손가락, 화살표 키로 돌려요",
    ),
    "dance_looks": ("Who dances", "누가 출까요"),
    "dance_look_kid": ("A child in a hoodie", "후드 입은 아이"),
    "dance_look_hanbok": ("A girl in a hanbok", "한복 입은 아이"),
    "dance_look_robot": ("A little robot", "꼬마 로봇"),
    "dance_play": ("Play or pause", "재생과 멈춤"),
    "dance_scrub": ("Moment of the dance", "춤의 순간"),
    "dance_speed": ("Speed", "빠르기"),
    "dance_slow": ("Half as fast", "천천히"),
    "dance_normal": ("Normal speed", "보통 빠르기"),
    "dance_fast": ("Half as fast again", "빠르게"),
    "dance_loop": ("Again and again", "계속 반복"),
    "dance_placeholder": ("What shall I dance? Spin, then jump?", "어떤 춤을 출까요? 빙글 돌고 점프?"),
    "dance_dance": ("Dance!", "춤춰요!"),
    "dance_stop": ("Stop", "멈추기"),
    "dance_again": ("The same wish, another dance", "같은 말로 다른 춤"),
    "dance_gear": ("More wishes", "더 자세히"),
    "dance_ideas": ("Ideas", "이런 춤은 어때요"),
    "dance_prompt_spin": ("spin, then jump", "빙글 돌고 점프"),
    "dance_prompt_moonwalk": ("moonwalk", "문워크"),
    "dance_prompt_kpop": ("a happy pop dance", "신나게 팝 댄스"),
    "dance_prompt_ballet": ("elegant ballet", "우아한 발레"),
    "dance_prompt_robot": ("dance the robot", "로봇 춤"),
    "dance_prompt_talchum": ("talchum hops", "탈춤"),
    "dance_prompt_fan": ("Korean fan dance", "부채춤"),
    "dance_prompt_wave": ("arm wave, slowly", "천천히 팔 웨이브"),
    "dance_prompt_kick": ("kick, then clap", "발차기하고 박수"),
    "dance_prompt_clap": ("jump, arms up", "만세하며 점프"),
    "dance_music": ("Music", "음악"),
    "dance_quiet": ("No music", "음악 없이"),
    "dance_own_music": ("My music", "내 음악"),
    "dance_tune_pop": ("Pop", "팝"),
    "dance_tune_waltz": ("Waltz", "왈츠"),
    "dance_tune_k-drums": ("Drums", "장단"),
    "dance_go_on": ("Go on", "이어서"),
    "dance_arms": ("Other arms", "팔만 다르게"),
    "dance_keep": ("Keep it", "간직하기"),
    "dance_between": ("Another way from the first pose to the last", "첫 자세에서 끝 자세까지 다른 길로"),
    "dance_set_seconds": ("How long", "길이"),
    "dance_set_style": ("Style", "스타일"),
    "dance_any_style": ("As the words say", "말한 대로"),
    "dance_set_energy": ("Energy", "힘"),
    "dance_auto": ("As the words say", "말한 대로"),
    "dance_calm": ("Calm", "차분하게"),
    "dance_lively": ("Lively", "활기차게"),
    "dance_wild": ("Wild", "힘차게"),
    "dance_set_seed": ("Number of the dance", "춤 번호"),
    "dance_set_lock": ("Feet stay where they stand", "디딘 발은 미끄러지지 않게"),
    "dance_fact_made": ("Length / made in", "길이 / 만든 시간"),
    "dance_fact_network": ("Made by", "만든 신경망"),
    "dance_fact_skating": ("Feet that slide", "미끄러진 발"),
    "dance_fact_sunk": ("Deepest foot in the floor", "바닥에 빠진 깊이"),
    "dance_fact_bent": ("Knees and elbows bent the wrong way", "거꾸로 꺾인 무릎과 팔꿈치"),
    "dance_file_mp4": ("Film (MP4)", "영상 (MP4)"),
    "dance_file_gif": ("Moving picture (GIF)", "움직이는 그림 (GIF)"),
    "dance_file_webp": ("Small moving picture (WebP)", "작은 움직이는 그림 (WebP)"),
    "dance_file_bvh": ("Skeleton (BVH)", "뼈대 (BVH)"),
    "dance_file_glb": ("Figure for Blender (GLB)", "블렌더용 인형 (GLB)"),
    "dance_file_npz": ("Numbers (NPZ)", "숫자 (NPZ)"),
    "dance_making": ("Your file is being made", "파일을 만들고 있어요"),
    "dance_working": ("Thinking up the steps", "동작을 떠올리고 있어요"),
    "dance_warming": ("The dancer is waking up", "춤꾼을 깨우고 있어요"),
    "dance_listening": ("Listening for the beat", "박자를 듣고 있어요"),
    "dance_corrected": ("I read:", "이렇게 읽었어요:"),
    "dance_unknown": ("I don't know yet:", "아직 모르는 말이에요:"),
    "dance_busy": (
        "Many dances are being made right now. Please try again in a moment.",
        "지금 춤을 많이 만들고 있어요. 잠시 뒤에 다시 해 주세요.",
    ),
    "dance_failed": (
        "That did not work. Please try again.",
        "잘되지 않았어요. 다시 해 주세요.",
    ),
    "dance_text_empty": (
        "Tell me with a few words what to dance, for example: spin then jump.",
        "어떤 춤을 출지 몇 마디로 말해 주세요. 예를 들면 '빙글 돌고 점프'처럼요.",
    ),
    "dance_text_long": (
        "That is a lot of words. Tell me the dance in at most 300 letters.",
        "말이 너무 길어요. 300자 안으로 말해 주세요.",
    ),
    "dance_words_unknown": (
        "I don't know these words yet. Try a move such as spin, jump or moonwalk.",
        "아직 모르는 말이에요. 돌기, 점프, 문워크 같은 동작을 말해 보세요.",
    ),
    "dance_seconds": (
        "A dance takes 2 to 30 seconds.",
        "춤은 2초에서 30초까지 출 수 있어요.",
    ),
    "dance_energy": (
        "The energy of a dance is a number from 0, calm, to 1, wild.",
        "힘은 0(차분하게)에서 1(힘차게) 사이의 수로 말해 주세요.",
    ),
    "dance_style": (
        "I don't know this style. Choose one of the list.",
        "모르는 스타일이에요. 목록에서 골라 주세요.",
    ),
    "dance_beats": (
        "Beats are rising seconds, at most 400 of them.",
        "박자는 점점 커지는 초로, 400개까지 말해 주세요.",
    ),
    "dance_motion_wrong": (
        "I can't go on from this dance. Make a new one first.",
        "이 춤에서는 이어 갈 수 없어요. 먼저 새 춤을 만들어 주세요.",
    ),
    "dance_file_kind": (
        "I can make MP4, GIF, WebP, BVH, GLB and NPZ files. Please name one of them.",
        "MP4, GIF, WebP, BVH, GLB, NPZ 파일을 만들 수 있어요. 하나를 골라 주세요.",
    ),
    "dance_figure": (
        "I know three dancers: kid, hanbok and robot. Please name one of them.",
        "춤꾼은 kid, hanbok, robot 셋이에요. 하나를 골라 주세요.",
    ),
    # What music and the published dancer say.
    "dance_sound_none": ("There is no music yet: please choose a file.", "아직 음악이 없어요. 파일을 골라 주세요."),
    "dance_sound_heavy": (
        "This file is too large: please choose a smaller one.",
        "파일이 너무 커요. 더 작은 파일을 골라 주세요.",
    ),
    "dance_sound_long": (
        "This music is longer than a minute: please choose a shorter clip.",
        "음악이 1분보다 길어요. 더 짧은 것을 골라 주세요.",
    ),
    "dance_sound_short": (
        "This sound is shorter than a second: please choose a longer one.",
        "소리가 1초도 안 돼요. 더 긴 것을 골라 주세요.",
    ),
    "dance_sound_unreadable": (
        "I can't hear music in this file: please choose a WAV, MP3, OGG or M4A file.",
        "이 파일에서는 음악이 들리지 않아요. WAV, MP3, OGG, M4A 파일을 골라 주세요.",
    ),
    "dance_published_missing": (
        "The published dancer lacks one of its files: the README says which it needs, and where.",
        "공개된 춤 신경망의 파일이 하나 없어요. 어떤 파일이 어디에 있어야 하는지는 README에 있어요.",
    ),
    "dance_published_config": (
        "The published dancer cannot start: one of its files says something I can't use.",
        "공개된 춤 신경망을 시작할 수 없어요. 파일 하나의 내용이 맞지 않아요.",
    ),
    "dance_published_korean": (
        "The published network reads English, and I know no move in these words.",
        "공개된 신경망은 영어를 읽는데, 이 말에는 내가 아는 동작이 없어요. 영어로 적어 주세요.",
    ),
    # files of motions: why a clip is refused, and what was found out about the others
    "dance_no_clips": (
        "None of these motions can be used. The list says why.",
        "쓸 수 있는 동작이 없어요. 까닭은 목록에 있어요.",
    ),
    "dance_file_unknown": (
        "I can't read motions from this file. Choose a BVH, AMC with ASF, NPZ, NPY or JSON file.",
        "이 파일에서는 동작을 읽지 못해요. BVH, AMC와 ASF, NPZ, NPY, JSON 파일을 골라 주세요.",
    ),
    "dance_file_heavy": (
        "This file is too heavy, 40 MB is the most. Split it.",
        "파일이 너무 커요. 40 MB까지 읽을 수 있으니 나누어 주세요.",
    ),
    "dance_file_empty": (
        "There are no motions in this file. Choose another one.",
        "이 파일에는 동작이 없어요. 다른 파일을 골라 주세요.",
    ),
    "dance_bvh_damaged": (
        "This BVH file is damaged. Export it again.",
        "BVH 파일이 망가졌어요. 다시 내보내 주세요.",
    ),
    "dance_amc_damaged": (
        "This pair of ASF and AMC files is damaged. Save it again.",
        "ASF와 AMC 파일이 망가졌어요. 다시 저장해 주세요.",
    ),
    "dance_amc_alone": (
        "An AMC file needs its skeleton. Choose the ASF file beside it too.",
        "AMC 파일에는 뼈대가 필요해요. 옆에 있는 ASF 파일도 함께 골라 주세요.",
    ),
    "dance_asf_alone": (
        "An ASF file holds only a skeleton. Choose the AMC file beside it too.",
        "ASF 파일에는 뼈대만 있어요. 옆에 있는 AMC 파일도 함께 골라 주세요.",
    ),
    "dance_table_pickled": (
        "This file holds pickled Python objects, which I never open. Save plain arrays, as np.savez(file, **data).",
        "이 파일에는 열지 않는 파이썬 객체(pickle)가 들어 있어요. np.savez(file, **data)처럼 배열만 저장해 주세요.",
    ),
    "dance_table_damaged": (
        "This file of arrays is damaged. Save it again.",
        "배열 파일이 망가졌어요. 다시 저장해 주세요.",
    ),
    "dance_table_large": (
        "There is too much in this file. Split it into smaller ones.",
        "파일에 든 것이 너무 많아요. 작게 나누어 주세요.",
    ),
    "dance_json_damaged": (
        "This JSON file can't be read. Check its brackets and commas.",
        "JSON 파일을 읽지 못해요. 괄호와 쉼표를 살펴봐 주세요.",
    ),
    "dance_clip_shape": (
        "A motion must be a table of frames, joints and three places. Check its shape.",
        "동작은 프레임, 관절, 좌표 셋으로 된 표여야 해요. 모양을 살펴봐 주세요.",
    ),
    "dance_clip_text": (
        "Text and style must be words, 300 letters at most.",
        "글과 스타일은 300자까지의 낱말이어야 해요.",
    ),
    "dance_clip_rate": (
        "So many frames a second can't be right. Save the motion with 1 to 1,000 a second.",
        "초당 프레임 수가 이상해요. 1에서 1,000 사이로 저장해 주세요.",
    ),
    "dance_clip_short": (
        "This motion is too short. Half a second of movement is the least.",
        "동작이 너무 짧아요. 적어도 0.5초는 움직여야 해요.",
    ),
    "dance_clip_long": (
        "This motion is too long. Cut it to three minutes.",
        "동작이 너무 길어요. 3분까지로 잘라 주세요.",
    ),
    "dance_clip_numbers": (
        "Some places in this motion are no numbers. Export it again.",
        "숫자가 아닌 좌표가 섞여 있어요. 다시 내보내 주세요.",
    ),
    "dance_clip_joints": (
        "I don't know a skeleton with so many joints. I know 17 (COCO), 22, 24, 52 and 55 (SMPL).",
        "관절 수가 낯설어요. 17개(COCO), 22·24·52·55개(SMPL) 뼈대를 알아요.",
    ),
    "dance_clip_rig": (
        "I don't know this skeleton. Name its joints as Mixamo does.",
        "처음 보는 뼈대예요. 관절 이름을 Mixamo처럼 붙여 주세요.",
    ),
    "dance_clip_limbs": (
        "The limbs of this motion have impossible lengths. Check its joints.",
        "팔다리 길이가 이상해요. 관절을 살펴봐 주세요.",
    ),
    "dance_clip_flies": (
        "The feet of this motion are in the sky. Set it on the floor.",
        "발이 하늘에 떠 있어요. 바닥에 내려 주세요.",
    ),
    "dance_clip_leaps": (
        "The body of this motion leaps from place to place. Cut it at the leaps.",
        "몸이 갑자기 다른 곳으로 건너뛰어요. 그 자리에서 나누어 주세요.",
    ),
    "dance_found_rig": ("Skeleton: {value} joints", "뼈대: 관절 {value}개"),
    "dance_found_unit": ("Unit: {value}", "단위: {value}"),
    "dance_found_no_unit": (
        "Its unit is unknown, so it was made as tall as a grown-up",
        "단위를 알 수 없어 어른 키로 맞췄어요",
    ),
    "dance_found_up": ("Upright axis: {value}", "위쪽 축: {value}"),
    "dance_found_rate": ("{value} frames a second", "초당 {value}프레임"),
    "dance_assumed_rate": (
        "It says no frame rate: {value} a second were taken",
        "프레임 속도가 없어 초당 {value}프레임으로 봤어요",
    ),
    "dance_found_mirrored": (
        "Left and right were exchanged, so it was mirrored back",
        "왼쪽과 오른쪽이 바뀌어 있어 되돌렸어요",
    ),
    "dance_guessed_feet": ("It has no feet, so they were added", "발이 없어서 만들어 붙였어요"),
}


def say(key: str, language: str) -> str:
    """The words of `key` in "en" or "ko"."""
    return WORDS[key][LANGUAGES.index(language)]


def display_text() -> str:
    """Every character that stands in the display face: what its subset in `assets/fonts` must hold."""
    keys = [key for key in WORDS if key in {"title", "about"} or key.endswith("_headline")]
    return "".join(sorted(set("".join("".join(WORDS[key]) for key in keys))))


def as_json() -> str:
    """`{"en": {key: words}, "ko": {...}}`, safe inside a `<script>` element."""
    table = {language: {key: say(key, language) for key in WORDS} for language in LANGUAGES}
    return json.dumps(table, ensure_ascii=False).replace("</", "<\\/")


def error(key: str) -> InputError:
    """An error that a tab itself raises, with its English sentence from the list."""
    return InputError(key, say(key, "en"))
