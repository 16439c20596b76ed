"""Write files laid out as other programs and people lay theirs out; what is in them is invented.

    python data/build_layouts.py [FOLDER]

Nobody and no company in them exists; numbers, addresses and codes are made up.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from build_samples import packed_plainly

Row = Sequence[object]
Merge = tuple[int, int, int, int]

REGISTER: list[Row] = [
    ["以下数据由企业信息查询平台于2026-11-20导出，仅供参考"],
    [
        *("企业名称", "登记状态", "法定代表人", "注册资本", "成立日期", "核准日期", "所属省份"),
        *("所属城市", "所属区县", "电话", "更多电话", "邮箱", "更多邮箱", "统一社会信用代码"),
        *("纳税人识别号", "注册号", "参保人数", "企业(机构)类型", "国标行业", "曾用名", "网址"),
        *("企业地址", "最新年报地址", "经营范围"),
    ],
    [
        *("杭州澜岳精密制造有限公司", "存续", "陈磊", "500万元人民币", "2009-03-18", "2024-05-06"),
        *("浙江省", "杭州市", "西湖区", "0571-86000001", "13800000101; 13900000102"),
        *("info@lanyue.example.com", "hr@lanyue.example.com; sale@lanyue.example.com"),
        *("91330106MA00000016", "91330106MA00000016", "330106000000001", "86"),
        *("有限责任公司(自然人投资或控股)", "通用设备制造业", "杭州澜岳机械厂"),
        *("www.lanyue.example.com", "浙江省杭州市西湖区文三路100号", "-"),
        "精密零件的制造、销售；货物进出口",
    ],
    [
        *("苏州栖桐软件有限公司", "在业", "王敏", "1000万元人民币", "2015-11-02", "2023-01-09"),
        *("江苏省", "苏州市", "工业园区", "13800000103", "-", "-", "-", "91320505MA0000002B"),
        *("91320505MA0000002B", "-", "12", "有限责任公司", "软件和信息技术服务业", "-", "-"),
        *("江苏省苏州市工业园区星湖街200号", "-", "软件开发、技术服务"),
    ],
]
FAIR: list[Row] = [
    ["第二十届华东工业装备展览会　专业观众名录"],
    ["主办方整理，内部资料"],
    [
        *("序号\nNo.", "公司名称\nCompany", "姓名\nName", "职务\nTitle", "手机\nMobile"),
        *("电话\nTel", "传真\nFax", "邮箱\nE-mail", "地区", "意向产品", "备注"),
    ],
    [
        *(1.0, "宁波砚秋机电有限公司", "李强", "采购经理", 13800000201.0, "0574-87000001-806"),
        *("0574-87000002", "li@yanqiu.example.com", "浙江省宁波市鄞州区", "数控机床"),
        "11.3电话：要报价；11.8寄样",
    ],
    [2.0, None, "赵伟", "工程师", "13800000202", None, None, None, None, "刀具", None],
    [
        *(3.0, "上海沐禾电子有限公司", "张总、刘工", None, "13800000203/13800000204"),
        *("021-58000003转808", None, None, "上海市浦东新区", None, "展位前聊过"),
    ],
    [4.0, None, "独立顾问周洋", "顾问", "周洋13800000205", None, None, None, "江苏", None, None],
    ["合计", "4人"],
]
FAIR_MERGES: list[Merge] = [(0, 0, 0, 10), (3, 1, 4, 1)]
WUKONG: list[Row] = [
    [
        (
            "注意事项：\n1、表头标“*”的红色字体为必填项\n2、日期时间：推荐格式为2020-02-02\n"
            "3、手机号：支持6-15位数字\n4、邮箱：只支持邮箱格式"
        )
    ],
    [
        *("*客户名称", "成交状态", "客户级别", "客户行业", "客户来源", "手机", "电话", "网址"),
        *("邮箱", "省、自治区、直辖市", "市", "区/县", "详细地址", "下次联系时间", "备注"),
        *("负责人", "所属公海"),
    ],
    [
        *("南京槿川医疗器械有限公司", "未成交", "A（重点客户）", "医疗", "展会", "13800000301"),
        *("025-86000001", "https://www.jinchuan.example.com", "jc@jinchuan.example.com", "江苏省"),
        *("南京市", "江宁区", "天元路1号", "2026-12-01 09:30:00", "上午联系", "王伟", None),
    ],
    [
        *("成都霁野教育科技有限公司", "已成交", "B（普通客户）", "教育", "转介绍", 13800000302.0),
        *(None, None, None, "四川省", "成都市", "武侯区", "天府大道2号", None, None, None, None),
    ],
]
SALESFORCE: list[Row] = [
    [
        *("Account Owner", "Account Name", "First Name", "Last Name", "Title", "Phone", "Mobile"),
        *("Email", "Billing State/Province", "Billing City", "Billing Street", "Industry"),
        *("Rating", "Type", "Website", "Employees", "Annual Revenue", "Created Date"),
        *("Last Activity", "Lead Source", "Description"),
    ],
    [
        *("wangwei", "Nanshan Optics Co., Ltd.", "Min", "Wang", "Purchasing Manager"),
        *("+86 755 8600 0001", "+86 138 0000 0401", "min@nanshan.example.com", "Guangdong"),
        *("Shenzhen", "1 Keyuan Road", "Electronics", "Hot", "Prospect"),
        *("www.nanshan.example.com", "120", "25000000", "10/27/2025", "11/3/2025", "Website"),
        'Said: "call again", asked for a quote',
    ],
    [
        *("wangwei", "Chengjiang Foods", "Lei", "Chen", "Owner", "028-8600-0002", ""),
        *("lei@chengjiang.example.com", "Sichuan", "Chengdu", "2 Tianfu Avenue", "Catering"),
        *("Warm", "Prospect", "", "15", "3000000", "3/4/2025", "", "Referral", ""),
    ],
    [],
    ["Confidential Information - Do Not Distribute"],
    ["Copyright (c) 2000-2026 All rights reserved."],
]
HUBSPOT: list[Row] = [
    [
        *("Record ID", "First Name", "Last Name", "Email", "Phone Number", "Mobile Phone Number"),
        *("Company Name", "Job Title", "Lifecycle Stage", "Lead Status", "Contact owner", "City"),
        *("State/Region", "Website URL", "Create Date", "Last Activity Date", "Original Source"),
    ],
    [
        *("151", "Jie", "Liu", "jie@ruoxi.example.com", "+86 10 6000 0001", "+86 139 0000 0501"),
        *("Ruoxi Logistics", "COO", "lead", "NEW", "wangwei", "Beijing", "Beijing"),
        *("ruoxi.example.com", "2026-10-08 09:12", "2026-11-02 14:30", "Advertising"),
    ],
    [
        *("152", "秀英", "郭", "guo@example.com", "", "13900000502", "", "", "customer", "OPEN"),
        *("", "杭州", "浙江", "", "2026-10-09 16:45", "", "Referral"),
    ],
]
CARDS = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E6=95=8F;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0=E6=95=8F
TEL;CELL:138-0000-0601
TEL;WORK;FAX:0571-86000602
ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=AD=E5=B7=9E=E6=A0=96=E6=A1=90=E8=BD=AF=
=E4=BB=B6=E6=9C=89=E9=99=90=E5=85=AC=E5=8F=B8
TITLE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E9=87=87=E8=B4=AD=E7=BB=8F=E7=90=86
PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD
 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA

END:VCARD
BEGIN:VCARD
VERSION:3.0
N:王;小明;;;
FN:王小明
ORG:深圳庭聆科技有限公司;销售部
item1.TEL;type=CELL;type=VOICE;type=pref:+86 139 0000 0603
TEL;type=WORK:0755-86000604;ext=808
item2.EMAIL;type=INTERNET:wang@ting
 ling.example.com
ADR;type=WORK:;;科苑路3号;深圳市;广东省;518000;中国
BDAY:1985-05-01
NOTE:展会认识\\, 要样品\\n周五回电
CATEGORIES:展会,重点
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:李静
TEL;VALUE=uri;TYPE=cell:tel:+86-137-0000-0605
END:VCARD
"""


def main(folder: Path) -> None:
    """Write all files into the folder."""
    (folder / "register.xlsx").write_bytes(workbook("企业列表", REGISTER, [(0, 0, 0, 23)]))
    (folder / "trade_fair.xlsx").write_bytes(workbook("观众名录", FAIR, FAIR_MERGES))
    (folder / "wukong.xlsx").write_bytes(workbook("sheet1", WUKONG, [(0, 0, 0, 16)]))
    (folder / "salesforce.csv").write_bytes(text(SALESFORCE).encode())
    (folder / "hubspot.csv").write_bytes(text(HUBSPOT).encode("utf-8-sig"))
    (folder / "phone.vcf").write_bytes(CARDS.replace("\n", "\r\n").encode())


def workbook(name: str, rows: Sequence[Row], merges: Sequence[Merge]) -> bytes:
    """Return an .xlsx file with these rows, some of its cells merged."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - as the format asks
    sheet = book.add_worksheet(name)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for top, left, bottom, right in merges:
        sheet.merge_range(top, left, bottom, right, "")
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(line, column, value, day)
            elif isinstance(value, float):
                sheet.write_number(line, column, value)
            elif value is not None:
                sheet.write_string(line, column, str(value))
    book.close()
    return packed_plainly(content.getvalue())


def text(rows: Sequence[Row]) -> str:
    """Return the rows as a program exports them: commas, all quoted, CRLF."""
    content = io.StringIO(newline="")
    csv.writer(content, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return content.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "layouts")
