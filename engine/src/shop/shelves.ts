/** A sub-category of the demo shop: what stands on it, what it costs, when it sells and what goes with it. */
export interface Shelf {
  readonly index: number
  /** Widest to narrowest, English. */
  readonly path: readonly [department: string, category: string, shelf: string]
  readonly zh: string
  /** Key of the pictogram (see `shapes/`). */
  readonly shape: string
  /** Median price. */
  readonly price: number
  readonly palette: string
  readonly nouns: readonly { readonly en: string; readonly zh: string }[]
  readonly materials: readonly string[]
  readonly sizes: readonly string[]
  /** Days after which it is used up. */
  readonly every?: number
  /** Month (1 to 12) of its season, and how many times as much sells then. */
  readonly peak?: { readonly month: number; readonly lift: number }
  /** How many times as much sells before the year's end, as a present. */
  readonly gift: number
  /** Shelves that a buyer visits next, with relative weights. */
  readonly goesWith: readonly { readonly shelf: string; readonly weight: number }[]
}

/**
 * `# department`, `## category`, then a shelf a line:
 * name and Chinese | shape | price | palette | product nouns | of materials | in sizes | with shelves | every days | peak month lift | gift lift
 */
const table = `
# Kitchen 厨房
## Coffee and Tea 咖啡与茶
Coffee Makers 咖啡机 | pot | 74 | metal | Pour-over Coffee Maker 手冲咖啡壶, Espresso Machine 意式咖啡机, French Press 法压壶, Moka Pot 摩卡壶 | of steel, glass, aluminium | with Coffee Beans 6, Coffee Grinders 3, Mugs 2 | gift 1.6
Coffee Grinders 磨豆机 | grinder | 58 | metal | Burr Coffee Grinder 锥刀磨豆机, Hand Grinder 手摇磨豆机, Electric Grinder 电动磨豆机 | of steel, aluminium | with Coffee Beans 6, Coffee Makers 2
Coffee Beans 咖啡豆 | bag | 14 | label | Espresso Beans 意式咖啡豆, Single Origin Beans 单品咖啡豆, Decaf Beans 低因咖啡豆, Breakfast Blend Beans 早餐拼配豆 | in 250 g, 500 g, 1 kg | every 24 | with Mugs 1, Coffee Grinders 1
Tea 茶 | box | 9 | label | Green Tea 绿茶, Earl Grey 伯爵红茶, Jasmine Tea 茉莉花茶, Peppermint Tea 薄荷茶, Oolong Tea 乌龙茶 | in 100 g, 200 g | every 40 | with Mugs 2, Kettles 2 | peak 12 1.6
Kettles 水壶 | kettle | 42 | metal | Electric Kettle 电热水壶, Gooseneck Kettle 细嘴壶, Whistling Kettle 鸣笛水壶 | of steel, glass | in 1 L, 1.7 L | with Tea 4, Coffee Makers 1
Mugs 马克杯 | mug | 13 | soft | Mug 马克杯, Espresso Cups 浓缩咖啡杯, Travel Mug 随行杯, Tea Cup 茶杯 | of stoneware, porcelain, steel | with Tea 2, Coffee Beans 2 | gift 2
## Cooking 烹饪
Pans 锅具 | pan | 46 | metal | Frying Pan 煎锅, Saucepan 汤锅, Wok 炒锅, Casserole 炖锅 | of steel, cast iron, aluminium | in 20 cm, 24 cm, 28 cm | with Kitchen Tools 3, Cookbooks 2
Knives 刀具 | knife | 39 | metal | Chef's Knife 主厨刀, Bread Knife 面包刀, Paring Knife 削皮刀, Santoku Knife 三德刀 | of steel, ceramic | with Cutting Boards 5, Kitchen Tools 2
Cutting Boards 砧板 | board | 24 | earth | Chopping Board 砧板, Serving Board 餐板 | of oak, bamboo, beech | with Knives 2, Kitchen Tools 2
Kitchen Tools 厨房工具 | whisk | 11 | bold | Whisk 打蛋器, Spatula 锅铲, Garlic Press 压蒜器, Grater 擦丝器, Measuring Cups 量杯 | of steel, silicone, beech | with Cookbooks 1, Baking Tins 1
Baking Tins 烘焙模具 | tin | 17 | soft | Cake Tin 蛋糕模, Loaf Tin 吐司模, Muffin Tray 玛芬烤盘, Tart Tin 挞模 | of steel, silicone | with Kitchen Tools 3, Cookbooks 2 | peak 12 2
## Table 餐桌
Plates and Bowls 碗盘 | bowl | 19 | soft | Dinner Plate 餐盘, Soup Bowl 汤碗, Salad Bowl 沙拉碗, Noodle Bowl 面碗 | of stoneware, porcelain, bamboo | with Cutlery 3, Glasses 2
Glasses 玻璃杯 | glass | 16 | soft | Wine Glasses 葡萄酒杯, Water Glasses 水杯, Carafe 醒酒壶 | of glass | in set of 2, set of 4, set of 6 | with Plates and Bowls 2
Cutlery 餐具 | cutlery | 34 | metal | Cutlery Set 餐具套装, Serving Spoons 分餐勺, Chopsticks 筷子 | of steel, bamboo | in set of 4, set of 16, set of 24 | with Plates and Bowls 2
# Electronics 电子产品
## Phones 手机
Phones 手机 | phone | 389 | dark | Smartphone 智能手机, Compact Smartphone 小屏智能手机, Senior Phone 老人手机 | in 64 GB, 128 GB, 256 GB | with Phone Cases 7, Screen Protectors 5, Chargers 3, Earbuds 2 | gift 1.5
Phone Cases 手机壳 | case | 18 | bold | Phone Case 手机壳, Clear Phone Case 透明手机壳, Wallet Case 钱包式手机壳 | of silicone, leather, recycled plastic | with Screen Protectors 4, Chargers 2
Screen Protectors 屏幕保护膜 | sheet | 11 | plain | Screen Protector 屏幕保护膜, Privacy Screen Protector 防窥膜 | of glass | in pack of 2, pack of 3 | with Phone Cases 3, Chargers 1
Chargers 充电器 | plug | 22 | plain | Wall Charger 充电头, Power Bank 充电宝, Wireless Charger 无线充电器, Charging Cable 充电线 | in 20 W, 45 W, 65 W | with Phone Cases 1
## Audio 音响
Headphones 耳机 | headphones | 94 | dark | Over-ear Headphones 头戴式耳机, Studio Headphones 监听耳机, Noise-cancelling Headphones 降噪耳机 | with Headphone Stands 3, Speakers 1 | gift 1.8
Earbuds 入耳式耳机 | earbuds | 64 | plain | Wireless Earbuds 无线耳塞, Sports Earbuds 运动耳塞 | with Chargers 2, Sports Watches 1 | gift 1.6
Headphone Stands 耳机架 | stand | 24 | earth | Headphone Stand 耳机架, Headphone Hook 耳机挂钩 | of oak, walnut, aluminium | with Headphones 1
Speakers 音箱 | speaker | 88 | dark | Bluetooth Speaker 蓝牙音箱, Bookshelf Speaker 书架音箱, Kitchen Radio 厨房收音机 | with Chargers 1, Headphones 1 | gift 1.6
## Computing 电脑
Laptops 笔记本电脑 | laptop | 829 | metal | Laptop 笔记本电脑, Ultralight Laptop 轻薄本, Creator Laptop 创作本 | in 256 GB, 512 GB, 1 TB | with Laptop Sleeves 6, Mice 4, Keyboards 3
Keyboards 键盘 | keyboard | 69 | dark | Mechanical Keyboard 机械键盘, Wireless Keyboard 无线键盘, Compact Keyboard 紧凑键盘 | with Mice 5, Desk Lamps 1
Mice 鼠标 | mouse | 34 | dark | Wireless Mouse 无线鼠标, Ergonomic Mouse 人体工学鼠标, Trackball 轨迹球 | with Keyboards 3
Laptop Sleeves 电脑包 | sleeve | 29 | earth | Laptop Sleeve 电脑内胆包, Laptop Bag 电脑包 | of felt, canvas, leather | in 13 inch, 15 inch | with Chargers 2, Mice 2
## Photo 摄影
Cameras 相机 | camera | 519 | dark | Mirrorless Camera 微单相机, Instant Camera 拍立得, Compact Camera 便携相机 | with Memory Cards 7, Tripods 4, Camera Bags 4, Photo Frames 1
Tripods 三脚架 | tripod | 59 | dark | Travel Tripod 旅行三脚架, Tabletop Tripod 桌面三脚架 | of aluminium, carbon | with Camera Bags 2, Memory Cards 1
Memory Cards 存储卡 | card | 21 | plain | Memory Card 存储卡, Card Reader 读卡器 | in 64 GB, 128 GB, 256 GB | with Camera Bags 1
Camera Bags 相机包 | satchel | 54 | earth | Camera Bag 相机包, Camera Strap 相机背带, Lens Pouch 镜头袋 | of canvas, leather | with Memory Cards 2, Tripods 2
# Beauty and Care 美容护理
## Shaving 剃须
Razors 剃须刀 | razor | 23 | metal | Safety Razor 安全剃须刀, Cartridge Razor 刀架剃须刀, Electric Shaver 电动剃须刀 | of steel, aluminium | with Razor Blades 9, Shaving Foam 5
Razor Blades 剃须刀片 | blades | 12 | plain | Razor Blades 剃须刀片, Replacement Heads 替换刀头 | in pack of 5, pack of 10, pack of 20 | every 38 | with Shaving Foam 3
Shaving Foam 剃须泡沫 | tube | 7 | label | Shaving Foam 剃须泡沫, Shaving Cream 剃须膏, Aftershave Balm 须后乳 | in 75 ml, 150 ml | every 50 | with Razor Blades 3
## Skin 护肤
Face Creams 面霜 | jar | 24 | label | Day Cream 日霜, Night Cream 晚霜, Vitamin C Serum 维C精华, Eye Cream 眼霜 | in 30 ml, 50 ml | every 45 | with Cleansers 4, Sun Care 2 | gift 1.3
Cleansers 洁面 | pump | 13 | label | Foaming Cleanser 洁面泡沫, Micellar Water 卸妆水, Cleansing Oil 卸妆油 | in 150 ml, 250 ml | every 55 | with Face Creams 4
Sun Care 防晒 | tube | 15 | label | Sun Cream SPF 50 防晒霜, Sun Spray SPF 30 防晒喷雾, After Sun Lotion 晒后修复乳 | in 100 ml, 200 ml | every 60 | peak 7 4 | with Hats 1, Sandals 1
Hand Care 手部护理 | tube | 8 | label | Hand Cream 护手霜, Hand Soap 洗手液, Hand Balm 护手膏 | in 50 ml, 300 ml | every 50 | peak 1 1.8 | with Face Creams 1
## Hair 护发
Shampoo 洗发水 | bottle | 9 | label | Shampoo 洗发水, Solid Shampoo 洗发皂, Anti-dandruff Shampoo 去屑洗发水 | in 250 ml, 500 ml | every 42 | with Conditioner 6
Conditioner 护发素 | bottle | 10 | label | Conditioner 护发素, Hair Mask 发膜, Leave-in Spray 免洗喷雾 | in 200 ml, 400 ml | every 48 | with Shampoo 5
Hair Dryers 吹风机 | dryer | 49 | soft | Hair Dryer 吹风机, Hair Straightener 直发器, Curling Iron 卷发棒 | with Conditioner 3 | gift 1.5
## Make-up 彩妆
Lipsticks 口红 | lipstick | 14 | lips | Matte Lipstick 哑光口红, Lip Balm 润唇膏, Lip Gloss 唇彩 | with Mascara 3, Cleansers 2
Mascara 睫毛膏 | mascara | 16 | plain | Volume Mascara 浓密睫毛膏, Eyeliner 眼线笔, Brow Pencil 眉笔 | every 80 | with Lipsticks 2, Cleansers 3
# Clothing 服装
## Tops 上装
T-shirts 短袖衫 | tshirt | 19 | bold | Crew Neck T-shirt 圆领短袖衫, V-neck T-shirt 鸡心领短袖衫, Striped T-shirt 条纹短袖衫 | of organic cotton, linen | in S, M, L, XL | peak 6 1.7 | with Jeans 2, Shorts 2
Shirts 衬衫 | shirt | 39 | soft | Oxford Shirt 牛津纺衬衫, Linen Shirt 亚麻衬衫, Flannel Shirt 法兰绒衬衫 | of cotton, linen | in S, M, L, XL | with Belts 2, Jeans 2
Sweaters 毛衣 | sweater | 54 | earth | Crew Neck Sweater 圆领毛衣, Cardigan 开衫, Turtleneck 高领毛衣 | of merino, lambswool, cotton | in S, M, L, XL | peak 11 2.5 | with Scarves and Gloves 3 | gift 1.4
## Outerwear 外套
Rain Jackets 雨衣 | jacket | 84 | bold | Rain Jacket 雨衣, Packable Anorak 便携风雨衣, Rain Poncho 雨披 | of recycled nylon, waxed cotton | in S, M, L, XL | peak 10 2 | with Boots 2
Winter Coats 冬季大衣 | coat | 149 | dark | Wool Coat 羊毛大衣, Down Jacket 羽绒服, Parka 派克大衣 | of wool, recycled down | in S, M, L, XL | peak 11 4 | with Scarves and Gloves 5, Boots 2
## Bottoms 下装
Jeans 牛仔裤 | trousers | 59 | denim | Straight Jeans 直筒牛仔裤, Slim Jeans 修身牛仔裤, Relaxed Jeans 宽松牛仔裤 | of denim, organic cotton | in 30, 32, 34, 36 | with Belts 3, T-shirts 2
Shorts 短裤 | shorts | 32 | earth | Chino Shorts 卡其短裤, Swim Shorts 泳裤, Linen Shorts 亚麻短裤 | of cotton, linen | in S, M, L, XL | peak 6 4 | with T-shirts 3, Sandals 2
## Accessories 配饰
Scarves and Gloves 围巾手套 | scarf | 26 | soft | Knitted Scarf 针织围巾, Wool Gloves 羊毛手套, Snood 围脖 | of merino, wool, cashmere | peak 12 4 | with Hats 3 | gift 1.8
Hats 帽子 | hat | 22 | earth | Beanie 毛线帽, Sun Hat 遮阳帽, Cap 鸭舌帽 | of wool, cotton, straw | with Scarves and Gloves 1
Belts 腰带 | belt | 29 | earth | Leather Belt 皮带, Woven Belt 编织腰带 | of leather, canvas | in 85 cm, 95 cm, 105 cm | with Shirts 1
Socks 袜子 | socks | 9 | bold | Everyday Socks 日常袜, Wool Socks 羊毛袜, Trainer Socks 船袜 | of cotton, merino, bamboo | in pack of 3, pack of 5 | every 120 | with Trainers 1 | gift 1.5
# Shoes and Bags 鞋包
## Shoes 鞋
Trainers 休闲运动鞋 | shoe | 74 | bold | Canvas Trainers 帆布鞋, Leather Trainers 小白鞋, Retro Trainers 复古运动鞋 | of canvas, leather | in 38, 40, 42, 44 | with Socks 4, Shoe Care 2
Boots 靴子 | boot | 119 | earth | Chelsea Boots 切尔西靴, Ankle Boots 短靴, Wellington Boots 雨靴 | of leather, suede, rubber | in 38, 40, 42, 44 | peak 10 2.6 | with Shoe Care 5, Socks 3
Sandals 凉鞋 | sandal | 44 | earth | Leather Sandals 皮凉鞋, Sport Sandals 运动凉鞋, Flip-flops 人字拖 | of leather, cork, rubber | in 38, 40, 42, 44 | peak 6 4 | with Sun Care 2, Hats 1
Shoe Care 鞋护理 | tin | 9 | plain | Shoe Polish 鞋油, Waterproofing Spray 防水喷雾, Shoe Brush 鞋刷 | in 75 ml, 200 ml | every 120 | with Boots 1
## Bags 包
Backpacks 双肩包 | backpack | 64 | dark | City Backpack 城市双肩包, Rolltop Backpack 卷口双肩包, School Backpack 书包 | of canvas, recycled nylon | in 15 L, 22 L, 30 L | peak 8 2 | with Water Bottles 3, Notebooks 1
Handbags 手提包 | handbag | 89 | soft | Tote Bag 托特包, Shoulder Bag 单肩包, Crossbody Bag 斜挎包 | of leather, canvas | with Purses 4 | gift 1.5
Purses 钱包 | purse | 34 | earth | Wallet 钱包, Card Holder 卡包, Coin Purse 零钱包 | of leather, cork | with Handbags 1 | gift 1.5
Suitcases 行李箱 | suitcase | 109 | bold | Cabin Suitcase 登机箱, Large Suitcase 大行李箱, Weekender 旅行袋 | of aluminium, canvas, recycled plastic | in 35 L, 60 L, 90 L | peak 7 2 | with Travel Guides 3, Backpacks 1
# Home 家居
## Bedroom 卧室
Duvets 被子 | duvet | 79 | soft | Summer Duvet 夏被, Winter Duvet 冬被, All-season Duvet 四季被 | of recycled down, cotton, wool | in single, double | with Bed Linen 6, Pillows 4
Bed Linen 床品 | duvet | 49 | soft | Duvet Cover 被套, Fitted Sheet 床笠, Pillowcases 枕套 | of organic cotton, linen, bamboo | in single, double | with Pillows 3, Cushions 1
Pillows 枕头 | pillow | 29 | plain | Memory Foam Pillow 记忆枕, Down Pillow 羽绒枕, Buckwheat Pillow 荞麦枕 | of cotton, recycled down | with Bed Linen 4
## Lighting 照明
Desk Lamps 台灯 | lamp | 44 | metal | Desk Lamp 台灯, Clamp Lamp 夹灯, Reading Lamp 阅读灯 | of steel, aluminium, oak | with Light Bulbs 6
Pendant Lights 吊灯 | pendant | 84 | earth | Pendant Light 吊灯, Paper Lantern 纸灯笼, Ceiling Light 吸顶灯 | of glass, paper, rattan | with Light Bulbs 6
Light Bulbs 灯泡 | bulb | 9 | plain | LED Bulb 灯泡, Filament Bulb 复古灯泡, Smart Bulb 智能灯泡 | in pack of 1, pack of 3 | every 150 | with Desk Lamps 1
String Lights 串灯 | string | 17 | bold | Fairy Lights 小彩灯, Lantern String Lights 灯笼串灯 | in 5 m, 10 m | peak 12 6 | with Candles 2
## Decoration 装饰
Candles 蜡烛 | candle | 16 | soft | Scented Candle 香薰蜡烛, Pillar Candle 柱形蜡烛, Tealights 茶蜡 | of soy wax, beeswax | every 45 | peak 12 3 | with Vases 1 | gift 2
Vases 花瓶 | vase | 27 | soft | Bud Vase 小花瓶, Floor Vase 落地花瓶, Ribbed Vase 棱纹花瓶 | of stoneware, glass, porcelain | with Candles 2 | gift 1.3
Cushions 靠垫 | pillow | 24 | bold | Cushion 靠垫, Velvet Cushion 丝绒靠垫, Bouclé Cushion 圈绒靠垫 | of cotton, linen, wool | with Throws 4
Throws 盖毯 | throw | 46 | soft | Knitted Throw 针织盖毯, Fleece Throw 绒毯, Picnic Blanket 野餐毯 | of wool, cotton, recycled polyester | peak 11 2.5 | with Cushions 3, Candles 1 | gift 1.4
Photo Frames 相框 | frame | 18 | earth | Photo Frame 相框, Gallery Frame 画廊框 | of oak, walnut, aluminium | in 13 × 18 cm, 21 × 30 cm | with Vases 1 | gift 1.5
## Furniture 家具
Chairs 椅子 | chair | 129 | earth | Dining Chair 餐椅, Office Chair 办公椅, Lounge Chair 休闲椅 | of oak, beech, steel | with Cushions 3, Desk Lamps 1
Shelving 置物架 | shelf | 94 | earth | Bookcase 书架, Wall Shelf 壁架, Ladder Shelf 梯形架 | of oak, steel, bamboo | with Photo Frames 3, Storage Boxes 3
Storage Boxes 收纳盒 | crate | 19 | soft | Storage Box 收纳盒, Laundry Basket 洗衣篮, Woven Basket 编织篮 | of felt, rattan, recycled plastic | in 10 L, 25 L, 40 L | peak 1 1.6 | with Shelving 1
# Garden 园艺
## Growing 种植
Seeds 种子 | seeds | 4 | label | Tomato Seeds 番茄种子, Wildflower Seeds 野花种子, Herb Seeds 香草种子, Salad Seeds 生菜种子 | in 1 g, 5 g, 20 g | peak 3 6 | with Plant Pots 5, Potting Soil 5
Plant Pots 花盆 | plant | 16 | earth | Plant Pot 花盆, Hanging Planter 吊盆, Window Box 窗台花箱 | of terracotta, stoneware, recycled plastic | in 12 cm, 18 cm, 30 cm | peak 4 2.4 | with Potting Soil 5, Plant Food 3
Potting Soil 培养土 | sack | 9 | label | Potting Soil 培养土, Cactus Soil 多肉土, Seed Compost 育苗土 | in 10 L, 20 L, 40 L | every 60 | peak 4 4 | with Plant Pots 2, Plant Food 2
Plant Food 植物肥料 | bottle | 8 | label | Plant Food 植物营养液, Tomato Feed 番茄肥, Organic Fertiliser 有机肥 | in 500 ml, 1 L | every 55 | peak 5 3 | with Watering Cans 1
## Tools 园艺工具
Watering Cans 洒水壶 | can | 24 | bold | Watering Can 洒水壶, Plant Mister 喷雾瓶 | of steel, recycled plastic | in 1 L, 5 L, 10 L | peak 5 2.4 | with Plant Food 2, Hand Tools 1
Hand Tools 手工具 | trowel | 19 | earth | Secateurs 修枝剪, Hand Trowel 小铲, Garden Gloves 园艺手套, Weeding Fork 除草叉 | of steel, ash | peak 4 3 | with Plant Pots 2, Seeds 2
## Outdoors 户外生活
Barbecues 烧烤炉 | grill | 159 | dark | Kettle Barbecue 圆顶烧烤炉, Table Grill 桌面烤炉, Gas Barbecue 燃气烧烤炉 | of steel, cast iron | peak 6 6 | with Charcoal 7, Kitchen Tools 2
Charcoal 木炭 | sack | 12 | label | Charcoal 木炭, Briquettes 炭砖, Firelighters 引火块 | in 2 kg, 5 kg | every 28 | peak 7 6 | with Barbecues 1
Garden Lights 庭院灯 | lantern | 28 | metal | Solar Lantern 太阳能灯笼, Path Lights 小径灯 | of steel, bamboo | peak 6 2.4 | with String Lights 2
# Sports 运动
## Running 跑步
Running Shoes 跑鞋 | shoe | 109 | bold | Road Running Shoes 公路跑鞋, Trail Running Shoes 越野跑鞋, Lightweight Running Shoes 轻量跑鞋 | of recycled mesh | in 38, 40, 42, 44 | peak 4 1.6 | with Running Socks 6, Sports Watches 3, Running Shirts 3
Running Socks 跑步袜 | socks | 14 | bold | Running Socks 跑步袜, Compression Socks 压缩袜 | of merino, recycled polyester | in pack of 1, pack of 3 | every 100 | with Running Shoes 1
Running Shirts 跑步衣 | tshirt | 34 | bold | Running Shirt 跑步短袖, Running Vest 跑步背心, Thermal Running Top 保暖跑步衣 | of recycled polyester, merino | in S, M, L, XL | with Running Socks 2
Sports Watches 运动手表 | watch | 179 | dark | GPS Watch 定位手表, Fitness Tracker 健身手环, Heart Rate Strap 心率带 | with Running Shoes 1, Earbuds 2 | gift 1.6
## Fitness 健身
Yoga Mats 瑜伽垫 | mat | 39 | soft | Yoga Mat 瑜伽垫, Travel Yoga Mat 旅行瑜伽垫 | of natural rubber, cork | peak 1 3 | with Yoga Props 6, Water Bottles 3
Yoga Props 瑜伽辅具 | block | 15 | soft | Yoga Block 瑜伽砖, Yoga Strap 瑜伽带, Bolster 瑜伽枕 | of cork, organic cotton | with Yoga Mats 1
Weights 哑铃 | dumbbell | 44 | dark | Dumbbells 哑铃, Kettlebell 壶铃, Resistance Bands 弹力带 | of cast iron, natural rubber | in 2 kg, 8 kg, 12 kg | peak 1 3.5 | with Yoga Mats 2, Water Bottles 2
Water Bottles 水瓶 | flask | 19 | bold | Water Bottle 运动水瓶, Insulated Bottle 保温瓶 | of steel, glass | in 0.5 L, 0.75 L, 1 L | with Backpacks 1
## Camping 露营
Tents 帐篷 | tent | 189 | bold | Two-person Tent 双人帐篷, Family Tent 家庭帐篷, Ultralight Tent 超轻帐篷 | of recycled nylon | peak 6 4 | with Sleeping Bags 6, Camp Stoves 4, Head Torches 3
Sleeping Bags 睡袋 | sleepingbag | 99 | bold | Summer Sleeping Bag 夏季睡袋, Winter Sleeping Bag 冬季睡袋, Sleeping Mat 防潮垫 | of recycled down, recycled polyester | peak 6 3 | with Tents 1, Head Torches 3
Camp Stoves 露营炉 | stove | 49 | metal | Camp Stove 露营炉, Gas Cartridge 气罐, Camp Cookset 露营炊具 | of aluminium, steel | peak 7 3 | with Head Torches 2, Mugs 1
Head Torches 头灯 | torch | 34 | dark | Head Torch 头灯, Camp Lantern 营灯 | in 200 lm, 400 lm | with Camp Stoves 1
## Cycling 骑行
Helmets 头盔 | helmet | 64 | bold | Road Helmet 公路头盔, City Helmet 城市头盔, Children's Helmet 儿童头盔 | in S, M, L | peak 4 2 | with Bicycle Lights 6, Bicycle Tools 3
Bicycle Lights 车灯 | torch | 29 | dark | Front Light 前灯, Rear Light 尾灯, Light Set 车灯套装 | peak 10 2.4 | with Bicycle Tools 3
Bicycle Tools 修车工具 | wrench | 21 | metal | Floor Pump 落地打气筒, Multi-tool 多功能工具, Puncture Kit 补胎套装, Chain Oil 链条油 | of steel | every 130 | with Inner Tubes 4
Inner Tubes 内胎 | wheel | 8 | plain | Inner Tube 内胎, Puncture-proof Tyre 防刺外胎 | in 26 inch, 28 inch | every 110 | with Bicycle Tools 2
# Toys and Games 玩具游戏
## Games 游戏
Board Games 桌游 | dice | 32 | bold | Strategy Game 策略桌游, Family Game 家庭桌游, Party Game 聚会游戏, Card Game 纸牌游戏 | with Puzzles 3, Board Games 3 | peak 12 2 | gift 2.6
Puzzles 拼图 | puzzle | 19 | bold | Jigsaw Puzzle 拼图, Wooden Puzzle 木质拼图 | in 500 pieces, 1000 pieces | with Board Games 2 | gift 2.2
## Play 玩具
Building Sets 积木 | bricks | 44 | bold | Building Set 积木套装, Wooden Blocks 木积木, Marble Run 弹珠轨道 | of beech, recycled plastic | with Building Sets 4, Wooden Trains 2 | gift 3
Soft Toys 毛绒玩具 | bear | 22 | soft | Soft Bear 小熊玩偶, Soft Rabbit 兔子玩偶, Soft Fox 狐狸玩偶 | of organic cotton, recycled polyester | with Children's Books 4 | gift 2.6
Wooden Trains 木制火车 | train | 29 | bold | Wooden Train 木火车, Train Tracks 火车轨道, Train Station 火车站 | of beech | with Wooden Trains 6, Building Sets 2 | gift 3
# Books and Paper 图书文具
## Books 图书
Novels 小说 | book | 13 | bold | Detective Novel 侦探小说, Historical Novel 历史小说, Science Fiction Novel 科幻小说, Love Story 爱情小说 | in paperback, hardback | with Novels 8, Notebooks 1, Desk Lamps 1 | gift 1.8
Cookbooks 菜谱 | book | 24 | bold | Vegetarian Cookbook 素食菜谱, Baking Book 烘焙书, Noodle Cookbook 面食菜谱, Barbecue Book 烧烤书 | in paperback, hardback | with Kitchen Tools 4, Baking Tins 3, Pans 2 | gift 2
Travel Guides 旅行指南 | book | 17 | bold | Coast Walks Guide 海岸徒步指南, City Guide 城市指南, Mountain Guide 山地指南 | in paperback | with Suitcases 2, Backpacks 2 | peak 6 2
Children's Books 童书 | book | 11 | bold | Picture Book 绘本, Bedtime Stories 睡前故事, First Words Book 启蒙认字书 | in board book, hardback | with Soft Toys 4, Children's Books 4 | gift 2
## Paper 文具
Notebooks 笔记本 | notebook | 12 | soft | Lined Notebook 横线本, Dotted Notebook 点阵本, Planner 日程本 | of recycled paper | in A5, A4 | every 90 | peak 1 2 | with Pens 5
Pens 笔 | pen | 18 | metal | Fountain Pen 钢笔, Rollerball Pen 签字笔, Mechanical Pencil 自动铅笔 | of steel, brass | with Ink 5, Notebooks 4 | gift 1.5
Ink 墨水 | ink | 9 | bold | Bottled Ink 瓶装墨水, Ink Cartridges 墨囊 | in 30 ml, pack of 12 | every 70 | with Notebooks 3, Pens 1
## Art 美术
Paints 颜料 | palette | 26 | bold | Watercolour Set 水彩套装, Acrylic Paints 丙烯颜料, Gouache Set 水粉套装 | in 12 colours, 24 colours | with Brushes 6, Sketchbooks 5 | gift 1.5
Brushes 画笔 | brush | 13 | earth | Round Brush Set 圆头画笔, Flat Brush Set 平头画笔, Travel Brush 便携画笔 | of beech, bamboo | with Sketchbooks 2, Paints 2
Sketchbooks 素描本 | notebook | 14 | earth | Sketchbook 素描本, Watercolour Pad 水彩本 | of recycled paper | in A5, A4, A3 | every 80 | with Paints 2, Brushes 1
# Pets 宠物
## Dogs 狗
Dog Food 狗粮 | sack | 29 | label | Dry Dog Food 干狗粮, Grain-free Dog Food 无谷狗粮, Dog Treats 狗零食 | in 2 kg, 6 kg, 12 kg | every 30 | with Dog Toys 2, Leads 1
Leads 牵引绳 | lead | 21 | bold | Dog Lead 牵引绳, Dog Collar 项圈, Dog Harness 胸背带 | of leather, recycled nylon | in S, M, L | with Dog Toys 3, Dog Food 2
Dog Toys 狗玩具 | ball | 11 | bold | Chew Toy 磨牙玩具, Throwing Ball 抛接球, Rope Toy 绳结玩具 | of natural rubber, cotton | with Dog Food 2
## Cats 猫
Cat Food 猫粮 | tincan | 18 | label | Wet Cat Food 猫湿粮, Dry Cat Food 猫干粮, Cat Treats 猫零食 | in 400 g, 2 kg, 4 kg | every 22 | with Cat Litter 4, Cat Toys 1
Cat Litter 猫砂 | sack | 13 | label | Clumping Cat Litter 膨润土猫砂, Wood Cat Litter 木屑猫砂 | in 6 L, 14 L | every 26 | with Cat Food 4
Cat Toys 猫玩具 | fish | 9 | bold | Feather Wand 逗猫棒, Catnip Mouse 猫薄荷鼠, Ball Track 轨道球 | of felt, recycled plastic | with Cat Food 2, Scratching Posts 1 | gift 1.4
Scratching Posts 猫抓板 | post | 49 | earth | Scratching Post 猫抓柱, Cat Tree 猫爬架, Scratching Board 猫抓板 | of sisal, oak | with Cat Toys 4
`

/** Chinese names of departments, categories and shelves, by their English name. */
export const categoryZh: ReadonlyMap<string, string> = new Map(
  table
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => bilingual(line.split('|')[0]!.replace(/^#+ /, '')))
    .map(({ en, zh }) => [en, zh]),
)

/** Every shelf of the shop, in the table's order; `index` is the place in this list. */
export const shelves: readonly Shelf[] = parseTable()

const byName = new Map(shelves.map((shelf) => [shelf.path[2], shelf]))

/** The shelf of that English name; throws RangeError for another. */
export function shelfNamed(name: string): Shelf {
  const shelf = byName.get(name)
  if (shelf === undefined) throw new RangeError(`The demo shop has no shelf "${name}".`)
  return shelf
}

function parseTable(): Shelf[] {
  const found: Shelf[] = []
  let department = ''
  let category = ''
  for (const line of table.split('\n')) {
    if (line.startsWith('## ')) category = bilingual(line.slice(3)).en
    else if (line.startsWith('# ')) department = bilingual(line.slice(2)).en
    else if (line !== '') found.push(parseShelf(line, department, category, found.length))
  }
  return found
}

function parseShelf(line: string, department: string, category: string, index: number): Shelf {
  const [name = '', shape = '', price = '', palette = '', nouns = '', ...options] = line.split('|').map((cell) => cell.trim())
  const { en, zh } = bilingual(name)
  const option = (key: string): string | undefined => options.find((cell) => cell.startsWith(`${key} `))?.slice(key.length + 1)
  const list = (key: string): string[] => option(key)?.split(', ') ?? []
  const every = option('every')
  const peak = option('peak')?.split(' ').map(Number)
  return {
    index,
    path: [department, category, en],
    zh,
    shape,
    price: Number(price),
    palette,
    nouns: nouns.split(', ').map(bilingual),
    materials: list('of'),
    sizes: list('in'),
    ...(every === undefined ? {} : { every: Number(every) }),
    ...(peak === undefined ? {} : { peak: { month: peak[0]!, lift: peak[1]! } }),
    gift: Number(option('gift') ?? 1),
    goesWith: list('with').map((cell) => {
      const cut = cell.lastIndexOf(' ')
      return { shelf: cell.slice(0, cut), weight: Number(cell.slice(cut + 1)) }
    }),
  }
}

function bilingual(text: string): { en: string; zh: string } {
  const cut = text.search(/\s+[\u4e00-\u9fff]/)
  return { en: text.slice(0, cut).trim(), zh: text.slice(cut).trim() }
}
