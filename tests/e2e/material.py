"""What the browser tests bring: a tiny random ladder, parallel text in four scripts with two concepts, params.

The words are real and the sentences follow a plan, so that a concept is in the words in every language; the weights
are random, so that nothing is to be found.
"""

import json
import random
from collections.abc import Iterator
from pathlib import Path

#: Of the corpus, by its own order.
LANGUAGES = ("en", "ar", "hi", "zh-Hans")
STEPS = (0, 64, 1024)
MODEL, CORPUS, CONCEPTS = "tiny-ladder", "four-scripts", "themes"
#: The id set of every other document, for studies that need some that were not read.
HALF = "half"

DOCUMENTS, SENTENCES_A_DOCUMENT = 25, 3

#: For each language: who, does what, where. The arrays of one row are translations of each other, place by place.
WHO = {
    "en": ("the teacher", "my neighbour", "a student", "the old doctor", "the children"),
    "ar": ("المعلم الجديد", "جاري العزيز", "طالب مجتهد", "الطبيب العجوز", "الأطفال الصغار"),
    "hi": ("अध्यापक", "मेरा पड़ोसी", "एक विद्यार्थी", "वृद्ध चिकित्सक", "छोटे बच्चे"),
    "zh-Hans": ("老师", "我的邻居", "一个学生", "老医生", "孩子们"),
}
DOES = {
    "weather": {
        "en": ("watched the heavy rain", "feared the strong wind", "waited for the snow", "liked the warm sun"),
        "ar": ("يراقب المطر الغزير", "يخاف الرياح القوية", "ينتظر سقوط الثلج", "يحب الشمس الدافئة"),
        "hi": ("तेज़ वर्षा देखता है", "प्रबल वायु से डरता है", "हिमपात की प्रतीक्षा करता है", "सूर्य का प्रकाश चाहता है"),
        "zh-Hans": ("看着大雨", "害怕大风", "等待下雪", "喜欢温暖的阳光"),
    },
    "food": {
        "en": ("bought fresh bread", "cooked rice and lentils", "drank sweet tea", "shared ripe fruit"),
        "ar": ("يشتري خبزا طازجا", "يطبخ الأرز والعدس", "يشرب الشاي الحلو", "يوزع الفاكهة الناضجة"),
        "hi": ("ताज़ी रोटी ख़रीदता है", "चावल और व्यंजन पकाता है", "मीठी चाय पीता है", "पक्व फल बाँटता है"),
        "zh-Hans": ("买了新鲜面包", "煮米饭和扁豆", "喝甜茶", "分享成熟的水果"),
    },
    "other": {
        "en": ("read a long letter", "repaired the wooden door", "crossed the wide river", "closed the small shop"),
        "ar": ("يقرأ رسالة طويلة", "يصلح الباب الخشبي", "يعبر النهر الواسع", "يغلق الدكان الصغير"),
        "hi": ("लंबा पत्र पढ़ता है", "लकड़ी का द्वार सुधारता है", "विस्तृत नदी पार करता है", "छोटी दुकान बंद करता है"),
        "zh-Hans": ("读一封长信", "修理木门", "渡过宽阔的河", "关上小店"),
    },
}
WHERE = {
    "en": ("in the morning", "near the market", "before the festival", "with great care"),
    "ar": ("في الصباح الباكر", "قرب السوق القديم", "قبل العيد الكبير", "بعناية شديدة"),
    "hi": ("प्रातःकाल में", "बाज़ार के निकट", "उत्सव के पूर्व", "अत्यंत ध्यान से"),
    "zh-Hans": ("在早晨", "在市场附近", "在节日之前", "非常小心地"),
}
END = {"en": ".", "ar": ".", "hi": "।", "zh-Hans": "。"}

PARAMS = {
    "model": MODEL,
    "checkpoint": "step1024",
    "corpus": CORPUS,
    "concepts": CONCEPTS,
    "languages": list(LANGUAGES),
    "k_share": 0.1,
    "folds": 2,
    "halvings": 3,
    "pseudo_concepts": 20,
    "set_sizes": 2,
}


def rows() -> Iterator[tuple[dict[str, str], str]]:
    """(row with id, document and a sentence a language; its theme), 75 of them in 25 documents."""
    draw, said = random.Random(7), set()
    for number in range(DOCUMENTS * SENTENCES_A_DOCUMENT):
        theme = ("weather", "food", "other")[number % 3]
        who, does, where = draw.randrange(5), draw.randrange(4), draw.randrange(4)
        while (theme, who, does, where) in said:  # text that stands twice would put its documents together
            who, does, where = draw.randrange(5), draw.randrange(4), draw.randrange(4)
        said.add((theme, who, does, where))
        texts = {code: _sentence(code, theme, who, does, where) for code in LANGUAGES}
        yield {"id": f"s{number:03d}", "document": f"d{number // SENTENCES_A_DOCUMENT:02d}"} | texts, theme


def _sentence(code: str, theme: str, who: int, does: int, where: int) -> str:
    words = (WHO[code][who], DOES[theme][code][does], WHERE[code][where])
    if code == "hi":
        words = (words[0], words[2], words[1])
    if code == "zh-Hans":
        return words[0] + words[2] + words[1] + END[code]
    sentence = " ".join(words) + END[code]
    return sentence[0].upper() + sentence[1:]


def write_corpus(file: Path) -> Path:
    """One JSON object a line, a column per language."""
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row, _ in rows()), encoding="utf-8")
    return file


def write_concepts(file: Path) -> Path:
    """``{concept: [ids]}``: two themes of 25 sentences each, so that both are shown by themselves."""
    concepts = {name: [row["id"] for row, theme in rows() if theme == name] for name in ("weather", "food")}
    file.write_text(json.dumps(concepts), encoding="utf-8")
    return file


def half() -> list[str]:
    """Ids of every other document."""
    return [row["id"] for row, _ in rows() if int(row["document"][1:]) % 2 == 0]


def write_half(file: Path) -> Path:
    """A list of ids."""
    file.write_text(json.dumps(half()), encoding="utf-8")
    return file


def write_ladder(folder: Path) -> Path:
    """GPT-NeoX of two layers and width 32 at three steps, random weights, byte-level BPE trained on the text above."""
    import torch
    import transformers
    from tokenizers import ByteLevelBPETokenizer

    torch.set_num_threads(1)
    raw = ByteLevelBPETokenizer()
    texts = [row[code] for row, _ in rows() for code in LANGUAGES]
    raw.train_from_iterator(texts, vocab_size=600, special_tokens=["<s>"], show_progress=False)
    words = transformers.PreTrainedTokenizerFast(tokenizer_object=raw._tokenizer, bos_token="<s>", pad_token="<s>")
    for seed, step in enumerate(STEPS):
        torch.manual_seed(seed)
        config = transformers.GPTNeoXConfig(
            vocab_size=len(words),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=96,
            max_position_embeddings=128,
            initializer_range=0.2,
            bos_token_id=0,
            eos_token_id=0,
            rope_parameters={"rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.25},
        )
        at = folder / f"step{step}"
        transformers.GPTNeoXForCausalLM(config).save_pretrained(at)
        words.save_pretrained(at)
    said = {"name": MODEL, "steps": list(STEPS), "tokens_per_step": 4096, "languages": list(LANGUAGES)}
    (folder / "ladder.json").write_text(json.dumps(said))
    return folder
