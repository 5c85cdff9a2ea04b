/**
 * Words of products whose purchase says something about a person that others at the screen need not know. The topics follow the special categories
 * of GDPR, article 9, and what advertising networks leave out. When in doubt a word is here: the cost is one reason less.
 */
export const topics: { readonly [topic: string]: readonly string[] } = {
  'sexual wellness': [
    ...['adult toy', 'sex', 'sexy', 'sexual', 'vibrator', 'dildo', 'condom', 'personal lubricant', 'lubricant', 'erotic', 'lingerie', 'intimate care'],
    ...['libido', 'aphrodisiac', 'fetish', 'bondage'],
    ...['情趣', '成人用品', '性用品', '性爱', '避孕', '安全套', '润滑液', '润滑剂', '壮阳'],
  ],
  pregnancy: [
    ...['pregnancy', 'pregnancies', 'pregnant', 'prenatal', 'maternity', 'ovulation', 'fertility', 'contraceptive', 'contraception', 'birth control'],
    ...['breast pump', 'nursing bra', 'nursing pad'],
    ...['怀孕', '孕妇', '孕期', '验孕', '早孕', '排卵', '备孕', '吸奶器', '待产', '产妇', '哺乳'],
  ],
  body: [
    ...['menstrual', 'menstruation', 'tampon', 'sanitary pad', 'sanitary towel', 'feminine hygiene', 'incontinence', 'menopause', 'adult diaper'],
    ...['hemorrhoid', 'haemorrhoid', 'laxative', 'hair loss', 'weight loss', 'diet pill', 'slimming', 'lice treatment', 'antifungal', 'wart'],
    ...['卫生巾', '卫生棉', '月经', '更年期', '失禁', '成人纸尿裤', '痔疮', '便秘', '减肥', '瘦身', '脱发', '生发'],
  ],
  medicine: [
    ...['medicine', 'medical', 'medication', 'prescription', 'pharmacy', 'drug', 'pharmaceutical', 'painkiller', 'pain relief', 'antibiotic'],
    ...['antidepressant', 'sleeping pill', 'insulin', 'diabetes', 'diabetic', 'glucose monitor', 'blood pressure', 'hiv', 'std test', 'cancer'],
    ...['药', '处方', '糖尿病', '胰岛素', '血糖', '血压', '艾滋', '癌症', '止痛', '安眠'],
  ],
  mind: [
    ...['depression', 'anxiety', 'adhd', 'autism', 'addiction', 'mental health', 'self harm', 'eating disorder'],
    ...['抑郁', '焦虑', '自闭', '戒瘾', '心理治疗'],
  ],
  disability: [
    ...['hearing aid', 'wheelchair', 'denture', 'prosthesis', 'prosthetic', 'mobility aid', 'walking frame'],
    ...['助听器', '轮椅', '假牙', '义齿', '助行器', '残疾'],
  ],
  belief: [
    ...['bible', 'quran', 'koran', 'torah', 'rosary', 'crucifix', 'prayer', 'religion', 'religious', 'church', 'mosque', 'synagogue', 'hijab', 'kippah'],
    ...['圣经', '古兰经', '佛经', '佛珠', '念珠', '十字架', '宗教', '祈祷'],
  ],
  'politics and identity': [
    ...['political', 'politics', 'election', 'union membership', 'lgbt', 'lgbtq', 'pride flag', 'transgender', 'gay', 'lesbian'],
    ...['政治', '选举', '同性恋', '跨性别'],
  ],
  'alcohol and tobacco': [
    ...['alcohol', 'alcoholic', 'hangover', 'whisky', 'whiskey', 'vodka', 'liquor', 'beer', 'wine', 'champagne'],
    ...['tobacco', 'cigarette', 'cigar', 'vape', 'e-cigarette', 'nicotine', 'hookah', 'smoking cessation', 'cannabis', 'cbd', 'marijuana'],
    ...['白酒', '烈酒', '啤酒', '红酒', '葡萄酒', '威士忌', '解酒', '香烟', '卷烟', '雪茄', '烟草', '电子烟', '戒烟', '大麻'],
  ],
  gambling: ['gambling', 'casino', 'lottery', 'scratch card', 'betting', '赌博', '赌场', '彩票', '博彩'],
  weapons: ['gun', 'rifle', 'pistol', 'handgun', 'firearm', 'ammunition', 'pepper spray', '枪', '弹药', '防狼喷雾'],
}

/** Harmless things that hold a word from above: taken out of the text before it is looked at. */
export const harmless: readonly string[] = [
  ...['glue gun', 'water gun', 'heat gun', 'massage gun', 'spray gun', 'nail gun', 'caulking gun', 'alcohol free', 'non alcoholic', 'drug free'],
  ...['wine glass', 'wine rack', 'wine red', 'wine cooler', 'beer glass', 'champagne glass', 'champagne flute', 'champagne gold', 'root beer', 'ginger beer'],
  ...['church candle', 'casino royale', 'chain lubricant'],
  ...['酒红', '葡萄酒杯', '红酒杯', '啤酒杯', '香槟金', '无酒精', '水枪', '玩具枪', '胶枪', '筋膜枪', '芍药'],
]
