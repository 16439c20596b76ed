"""Follow-ups as people write them on a line, each with what it means.

The customer has 张敏 (采购总监, 女), 李强 (工程师), 张伟 (技术经理) and Zhang Min; it is 15:00 on
Sunday 22 November 2026 in Shanghai. Of a row only what is named is understood, nothing else.
"""

from __future__ import annotations

LINES: tuple[tuple[str, dict[str, object]], ...] = (
    (
        "张敏 电话 积极 预算已批，要分期方案 明天10点 发方案 #报价",
        {
            "contact": "张敏",
            "method": "电话",
            "mood": "positive",
            "content": "预算已批，要分期方案",
            "next": "11-23 10:00",
            "note": "发方案",
            "stage": "方案报价",
        },
    ),
    (
        "张敏，电话，积极，预算已批，要分期方案，明天１０点发方案　＃报价",
        {
            "contact": "张敏",
            "method": "电话",
            "mood": "positive",
            "content": "预算已批，要分期方案",
            "next": "11-23 10:00",
            "note": "发方案",
            "stage": "方案报价",
        },
    ),
    (
        "张经理电话说预算批了，明天十点发方案",
        {
            "contact": "张伟",
            "method": "电话",
            "content": "说预算批了",
            "next": "11-23 10:00",
            "note": "发方案",
        },
    ),
    (
        "Zhang Min call positive budget approved tomorrow 10am send plan #quote",
        {
            "contact": "Zhang Min",
            "method": "电话",
            "mood": "positive",
            "content": "budget approved",
            "next": "11-23 10:00",
            "note": "send plan",
            "stage": "方案报价",
        },
    ),
    ("李工电话未接", {"contact": "李强", "method": "电话", "result": "未接", "content": ""}),
    (
        "打了没人接，晚上再打",
        {"result": "未接", "content": "", "next": "11-22 19:00", "note": "再打"},
    ),
    ("去拜访了，想先试用", {"method": "拜访", "content": "想先试用"}),
    ("微信发了报价单，等回复", {"method": "微信", "content": "发了报价单，等回复"}),
    ("刚通完电话 很满意 要合同", {"method": "电话", "mood": "positive", "content": "要合同"}),
    ("电话 不太满意 嫌贵", {"method": "电话", "mood": "negative", "content": "嫌贵"}),
    ("不接受分期", {"content": "不接受分期"}),
    ("电话费用已经谈好", {"content": "电话费用已经谈好"}),
    ("张敏电话号码换了", {"contact": "张敏", "content": "张敏电话号码换了"}),
    ("张敏的老板同意了", {"contact": "张敏", "content": "张敏的老板同意了"}),
    ("call back tomorrow", {"content": "call back", "next": "11-23 09:00"}),
    (
        "The meeting was positive and they want a demo",
        {
            "content": "The meeting was positive and they want a demo",
        },
    ),
    ("谈了价格、微信、合同", {"content": "谈了价格、微信、合同"}),
    ("客户很满意，微信里说的", {"content": "客户很满意，微信里说的"}),
    ("昨天发的报价他看了，反馈积极", {"mood": "positive", "content": "昨天发的报价他看了"}),
    ("预算已批 微信 积极", {"method": "微信", "mood": "positive", "content": "预算已批"}),
    (
        "昨天下午电话张敏，说方案可以",
        {"happened": "11-21 14:00", "method": "电话", "contact": "张敏", "content": "说方案可以"},
    ),
    (
        "周五 拜访 李工 现场看了设备",
        {"happened": "11-20 09:00", "method": "拜访", "contact": "李强", "content": "现场看了设备"},
    ),
    (
        "10:30 电话 李强 聊了交期",
        {"happened": "11-22 10:30", "method": "电话", "contact": "李强", "content": "聊了交期"},
    ),
    ("今天 拜访 李强 看了样机", {"method": "拜访", "contact": "李强", "content": "看了样机"}),
    (
        "电话 聊了 今天 发方案",
        {"method": "电话", "content": "聊了", "next": "11-22 18:00", "note": "发方案"},
    ),
    (
        "电话沟通，约好后天上午10点上门演示",
        {
            "method": "电话",
            "content": "沟通，约好后天上午10点上门演示",
            "next": "11-24 10:00",
            "note": "上门演示",
        },
    ),
    (
        "met Zhang Min, wants 3 units by friday",
        {
            "contact": "Zhang Min",
            "method": "拜访",
            "content": "wants 3 units by friday",
            "doubts": ("date_in_sentence",),
        },
    ),
    (
        "call price too high meet on friday",
        {"method": "电话", "content": "price too high meet", "next": "11-27 09:00"},
    ),
    ("微信聊了一下价格", {"method": "微信", "content": "聊了一下价格"}),
    ("等3天后再说", {"content": "等3天后再说", "doubts": ("date_in_sentence",)}),
    (
        "设备到了，明天他们老板回来",
        {"content": "设备到了，明天他们老板回来", "doubts": ("date_in_sentence",)},
    ),
    (
        "设备到了，下次明天下午 看样",
        {"content": "设备到了", "next": "11-23 14:00", "note": "看样"},
    ),
    ("报价11.5万可以，3-5台", {"content": "报价11.5万可以，3-5台"}),
    (
        "聊了 春节后第一个工作日 签合同",
        {"content": "聊了", "next": "02-15 09:00", "note": "签合同"},
    ),
    (
        "聊了 明天10点 发方案 预算再确认，周五 签合同",
        {
            "content": "聊了 预算再确认，周五 签合同",
            "next": "11-23 10:00",
            "note": "发方案",
            "doubts": ("date_in_sentence",),
        },
    ),
    (
        "聊了 明天10点 发 PPT 方案",
        {"content": "聊了", "next": "11-23 10:00", "note": "发 PPT 方案"},
    ),
    ("张总 电话 聊了", {"contact": "张敏", "method": "电话", "content": "聊了"}),
    (
        "小张 电话 聊了",
        {"method": "电话", "content": "小张 聊了", "doubts": ("several_contacts",)},
    ),
    ("王总 电话 聊了", {"method": "电话", "content": "王总 聊了", "doubts": ("no_contact",)}),
    ("张女士说预算批了", {"contact": "张敏", "content": "张女士说预算批了"}),
    ("给李工打电话说设备到了", {"contact": "李强", "method": "电话", "content": "说设备到了"}),
    ("下午和李强聊了预算", {"contact": "李强", "content": "下午和李强聊了预算"}),
    ("聊了 #重点客户 #VIP", {"content": "聊了", "tags": ("重点客户", "VIP")}),
    ("订单#12 用 C# 写 a@b.com", {"content": "订单#12 用 C# 写 a@b.com"}),
    ("#商务", {"content": "", "stage": "商务谈判"}),
    (
        "聊了 @李娜 看一下合同",
        {"content": "聊了 @李娜 看一下合同", "colleagues": ("lina",)},
    ),
    ("聊了 @nobody", {"content": "聊了 @nobody", "doubts": ("no_colleague",)}),
    ("聊了 !周五 准备合同", {"content": "聊了", "tasks": (("准备合同", "11-27 09:00", None),)}),
    (
        "聊了 任务：月底前 出方案 @李娜；付款要等",
        {"content": "聊了；付款要等", "tasks": (("出方案 @李娜", "11-30 09:00", 2),)},
    ),
    (
        "聊了 明天10点 发方案 ! 打印合同",
        {
            "content": "聊了",
            "next": "11-23 10:00",
            "note": "发方案",
            "tasks": (("打印合同", "11-23 10:00", None),),
        },
    ),
    ("聊了 !打印合同", {"content": "聊了", "tasks": (("打印合同", "11-23 09:00", None),)}),
    ("太好了！他们要签", {"content": "太好了！他们要签"}),
    (
        "张敏 10:30:15\n你好，明天下午3点方便吗\n李娜 10:31:00\n方便 #不是标签",
        {"content": "张敏 10:30:15\n你好，明天下午3点方便吗\n李娜 10:31:00\n方便 #不是标签"},
    ),
    (
        "张敏：你好，周五见\n我：好的\n#重点",
        {"content": "张敏：你好，周五见\n我：好的", "tags": ("重点",)},
    ),
    (
        "张敏 微信 积极 聊了分期\n他说：明天给答复\n\n下次 后天10点 回访",
        {
            "contact": "张敏",
            "method": "微信",
            "mood": "positive",
            "content": "聊了分期\n他说：明天给答复",
            "next": "11-24 10:00",
            "note": "回访",
        },
    ),
    (
        "[/] [@click=app.quit]x[/]",
        {
            "content": "[/] [@click=app.quit]x[/]",
            "doubts": ("no_colleague",),
        },
    ),
    ("", {"content": ""}),
)
