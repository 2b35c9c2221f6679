"""The 120 breeds of Stanford Dogs (Khosla et al. 2011): their names, and how large such a dog is.

The order of `BREEDS` is that of the breed classifier's answers.
"""

from dataclasses import dataclass
from typing import Final, Literal

Size = Literal["toy", "small", "medium", "large", "giant"]
SIZES: Final[tuple[Size, ...]] = ("toy", "small", "medium", "large", "giant")


@dataclass(frozen=True)
class Breed:
    """A breed: `id` is its English name in lower case with hyphens."""

    id: str
    english: str
    korean: str
    size: Size

    def name(self, lang: str) -> str:
        """The name in `en` or `ko`."""
        return self.korean if lang == "ko" else self.english


def slug(name: str) -> str:
    """The id that a breed of this English name has: "Afghan Hound" -> "afghan-hound"."""
    return "-".join(name.lower().replace("_", " ").replace("-", " ").split())


def find_breed(name: str) -> Breed | None:
    """The breed with this id, English name, or folder name of Stanford Dogs ("n02085620-Chihuahua")."""
    synset, _, rest = name.partition("-")
    plain = rest if synset[:1] == "n" and synset[1:].isdigit() else name
    return BY_ID.get(slug(plain)) or BY_ID.get(STANFORD.get(slug(plain), ""))


TABLE: Final[dict[Size, str]] = {
    "toy": """
        Affenpinscher 아펜핀셔|Brussels Griffon 브뤼셀 그리펀|Chihuahua 치와와|Italian Greyhound 이탈리안 그레이하운드
        Japanese Chin 재패니즈 친|Maltese 몰티즈|Miniature Pinscher 미니어처 핀셔|Papillon 파피용|Pekingese 페키니즈
        Pomeranian 포메라니안|Shih Tzu 시추|Silky Terrier 실키 테리어|Toy Poodle 토이 푸들|Toy Terrier 토이 테리어
        Yorkshire Terrier 요크셔 테리어""",
    "small": """
        Australian Terrier 오스트레일리안 테리어|Basenji 바센지|Beagle 비글|Bedlington Terrier 베들링턴 테리어
        Border Terrier 보더 테리어|Boston Terrier 보스턴 테리어|Cairn Terrier 케언 테리어
        Cardigan Welsh Corgi 카디건 웰시 코기|Cavalier King Charles Spaniel 카발리에 킹 찰스 스패니얼
        Cocker Spaniel 코커 스패니얼|Dandie Dinmont Terrier 댄디 딘몬트 테리어|French Bulldog 프렌치 불도그
        Lakeland Terrier 레이클랜드 테리어|Lhasa Apso 라사 압소|Mexican Hairless Dog 멕시칸 헤어리스
        Miniature Poodle 미니어처 푸들|Miniature Schnauzer 미니어처 슈나우저|Norfolk Terrier 노퍽 테리어
        Norwich Terrier 노리치 테리어|Pembroke Welsh Corgi 펨브로크 웰시 코기|Pug 퍼그|Schipperke 스키퍼키
        Scottish Terrier 스코티시 테리어|Sealyham Terrier 실리엄 테리어|Shetland Sheepdog 셰틀랜드 시프도그
        Tibetan Terrier 티베탄 테리어|West Highland White Terrier 웨스트 하이랜드 화이트 테리어
        Wire Fox Terrier 와이어 폭스 테리어""",
    "medium": """
        American Staffordshire Terrier 아메리칸 스태퍼드셔 테리어|Appenzeller Sennenhund 아펜첼러 제넨훈트
        Basset Hound 바셋 하운드|Border Collie 보더 콜리|Brittany Spaniel 브리타니 스패니얼|Chow Chow 차우차우
        Clumber Spaniel 클럼버 스패니얼|Dhole 승냥이|Dingo 딩고|English Springer Spaniel 잉글리시 스프링어 스패니얼
        Entlebucher Mountain Dog 엔틀레부허 마운틴 도그|Irish Terrier 아이리시 테리어
        Irish Water Spaniel 아이리시 워터 스패니얼|Keeshond 케이스혼드|Kelpie 켈피
        Kerry Blue Terrier 케리 블루 테리어|Norwegian Elkhound 노르위전 엘크하운드|Samoyed 사모예드
        Siberian Husky 시베리안 허스키|Soft Coated Wheaten Terrier 소프트코티드 휘튼 테리어
        Staffordshire Bull Terrier 스태퍼드셔 불 테리어|Standard Schnauzer 스탠더드 슈나우저
        Sussex Spaniel 서식스 스패니얼|Welsh Springer Spaniel 웰시 스프링어 스패니얼|Whippet 휘핏""",
    "large": """
        Afghan Hound 아프간 하운드|African Hunting Dog 아프리카들개|Airedale Terrier 에어데일 테리어
        Alaskan Malamute 알래스칸 맬러뮤트|Black and Tan Coonhound 블랙 앤드 탄 쿤하운드|Bloodhound 블러드하운드
        Bluetick Coonhound 블루틱 쿤하운드|Borzoi 보르조이|Bouvier des Flandres 부비에 데 플랑드르|Boxer 복서
        Briard 브리아르|Chesapeake Bay Retriever 체서피크 베이 리트리버|Collie 콜리
        Curly Coated Retriever 컬리코티드 리트리버|Doberman 도베르만|English Foxhound 잉글리시 폭스하운드
        English Setter 잉글리시 세터|Eskimo Dog 에스키모 도그|Flat Coated Retriever 플랫코티드 리트리버
        German Shepherd 저먼 셰퍼드|German Shorthaired Pointer 저먼 쇼트헤어드 포인터
        Giant Schnauzer 자이언트 슈나우저|Golden Retriever 골든 리트리버|Gordon Setter 고든 세터
        Groenendael 그로넨달|Ibizan Hound 이비전 하운드|Irish Setter 아이리시 세터
        Labrador Retriever 래브라도 리트리버|Malinois 말리누아|Old English Sheepdog 올드 잉글리시 시프도그
        Otterhound 오터하운드|Redbone Coonhound 레드본 쿤하운드|Rhodesian Ridgeback 로디지안 리지백
        Rottweiler 로트바일러|Saluki 살루키|Standard Poodle 스탠더드 푸들
        Treeing Walker Coonhound 트리잉 워커 쿤하운드|Vizsla 비즐라|Weimaraner 바이마라너""",
    "giant": """
        Bernese Mountain Dog 버니즈 마운틴 도그|Bullmastiff 불마스티프|Great Dane 그레이트 데인
        Great Pyrenees 그레이트 피레니즈|Greater Swiss Mountain Dog 그레이터 스위스 마운틴 도그
        Irish Wolfhound 아이리시 울프하운드|Komondor 코몬도르|Kuvasz 쿠바스|Leonberger 레온베르거
        Newfoundland 뉴펀들랜드|Saint Bernard 세인트버나드|Scottish Deerhound 스코티시 디어하운드
        Tibetan Mastiff 티베탄 마스티프""",
}

# Where Stanford Dogs spells a breed otherwise.
STANFORD: Final[dict[str, str]] = {
    "wire-haired-fox-terrier": "wire-fox-terrier",
    "japanese-spaniel": "japanese-chin",
    "maltese-dog": "maltese",
    "blenheim-spaniel": "cavalier-king-charles-spaniel",
    "walker-hound": "treeing-walker-coonhound",
    "redbone": "redbone-coonhound",
    "bluetick": "bluetick-coonhound",
    "scotch-terrier": "scottish-terrier",
    "lhasa": "lhasa-apso",
    "cardigan": "cardigan-welsh-corgi",
    "pembroke": "pembroke-welsh-corgi",
    "airedale": "airedale-terrier",
    "boston-bull": "boston-terrier",
    "chow": "chow-chow",
    "clumber": "clumber-spaniel",
    "appenzeller": "appenzeller-sennenhund",
    "entlebucher": "entlebucher-mountain-dog",
    "brabancon-griffon": "brussels-griffon",
    "mexican-hairless": "mexican-hairless-dog",
    "malamute": "alaskan-malamute",
    "english-springer": "english-springer-spaniel",
    "basset": "basset-hound",
    "bull-mastiff": "bullmastiff",
    "cairn": "cairn-terrier",
    "dandie-dinmont": "dandie-dinmont-terrier",
    "german-short-haired-pointer": "german-shorthaired-pointer",
    "leonberg": "leonberger",
    "pekinese": "pekingese",
    "staffordshire-bullterrier": "staffordshire-bull-terrier",
}


def _read() -> tuple[Breed, ...]:
    breeds = []
    for size, text in TABLE.items():
        for cell in text.replace("\n", "|").split("|"):
            words = cell.split()
            korean = next((i for i, word in enumerate(words) if not word.isascii()), 0)
            if words:
                english = " ".join(words[:korean])
                breeds.append(Breed(slug(english), english, " ".join(words[korean:]), size))
    return tuple(sorted(breeds, key=lambda breed: breed.id))


BREEDS: Final = _read()
BY_ID: Final = {breed.id: breed for breed in BREEDS}
