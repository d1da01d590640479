#!/usr/bin/env bash
# Makes the pictures of this folder. It needs chromium, ffmpeg, libheif's
# heif-enc, webp's tools and python3; the tests need only what it made.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shot NAME WIDTH HEIGHT < HTML: a screenshot, in $work/NAME.png
shot() {
	cat >"$work/$1.html"
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size="$2,$3" \
		--screenshot="$work/$1.png" "$work/$1.html" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
}
ff() { ffmpeg -nostdin -v error -y "$@"; }

# A clean printed page; page.txt is its truth.
{
	echo '<meta charset=utf-8><style>body{margin:0;padding:50px 70px;width:860px;font:24px/1.5 "Liberation Serif";color:#111}
	h1{font-size:38px;margin:0 0 22px}p{margin:0 0 20px}</style>'
	awk 'NR==1{print "<h1>"$0"</h1>";next} NF{print "<p>"$0"</p>"}' page.txt
} | shot page 1000 680
ff -i "$work/page.png" -vf format=gray "page.png"

# The same as a telephone sees it: askew, shaded, noisy, out of focus a little,
# and upside down.
ff -i "$work/page.png" -vf "scale=1500:-2,pad=1640:1160:70:70:color=0xf4f0e6,perspective=x0=30:y0=12:x1=1610:y1=40:x2=0:y2=1140:x3=1640:y3=1150:sense=source,rotate=0.022:c=0xb8a890,gblur=0.7,vignette=PI/5.5:x0=700:y0=450,noise=alls=14:allf=t:all_seed=7,transpose=1,transpose=1" -q:v 6 -frames:v 1 page-turned.jpg

# A receipt on a table.
shot receipt 420 720 <<'HTML'
<meta charset=utf-8><style>body{margin:0;background:#fdfcf8;color:#222;font:20px/1.45 "Liberation Mono";padding:36px 34px;width:352px}
h2{text-align:center;font-size:25px;margin:0 0 4px}.c{text-align:center}.r{display:flex;justify-content:space-between}hr{border:0;border-top:2px dashed #555}</style>
<h2>CORNER BAKERY</h2><div class=c>12 Mill Street</div><div class=c>Tel 555 0142</div><hr>
<div class=r><span>2 Sourdough loaf</span><span>9.80</span></div>
<div class=r><span>1 Apple cake</span><span>14.50</span></div>
<div class=r><span>3 Coffee</span><span>8.40</span></div>
<div class=r><span>1 Orange juice</span><span>3.90</span></div><hr>
<div class=r><b>TOTAL</b><b>36.60</b></div>
<div class=r><span>Cash</span><span>40.00</span></div>
<div class=r><span>Change</span><span>3.40</span></div><hr>
<div class=c>14 March 2026 10:42</div><div class=c>Thank you, come again</div>
HTML
ff -i "$work/receipt.png" -vf "scale=700:-2,pad=1000:1360:150:80:color=0x6b4a2f,rotate=-0.03:c=0x6b4a2f,gblur=0.6,vignette=PI/5,noise=alls=10:allf=t:all_seed=3" -q:v 6 -frames:v 1 receipt.jpg

# Hills, a lake and a house: much to see and nothing to read.
shot landscape 1200 800 <<'HTML'
<style>body{margin:0}</style><svg width=1200 height=800 xmlns="http://www.w3.org/2000/svg"><defs>
<linearGradient id=sky x2=0 y2=1><stop stop-color=#4d86c6 /><stop offset=1 stop-color=#dfe9ee /></linearGradient>
<filter id=cloud><feTurbulence type=fractalNoise baseFrequency=".006 .014" numOctaves=5 seed=4 /><feColorMatrix values="0 0 0 0 1 0 0 0 0 1 0 0 0 0 1 2.6 0 0 0 -1.2"/></filter>
<filter id=grass x=0 y=0 width=1 height=1><feTurbulence type=fractalNoise baseFrequency=".09 .03" numOctaves=4 seed=9 /><feColorMatrix values=".35 0 0 0 .08 .2 .5 0 0 .12 .1 .1 .1 0 .02 0 0 0 0 1"/><feComposite in2=SourceGraphic operator=in /></filter>
<filter id=rock x=0 y=0 width=1 height=1><feTurbulence type=turbulence baseFrequency=".02 .035" numOctaves=5 seed=2 /><feColorMatrix values=".5 .2 0 0 .25 .4 .2 0 0 .27 .3 .2 .1 0 .32 0 0 0 0 1"/><feComposite in2=SourceGraphic operator=in /></filter></defs>
<rect width=1200 height=800 fill=url(#sky) /><rect width=1200 height=420 filter=url(#cloud) />
<path d="M0 430 180 230 330 360 520 170 760 400 960 260 1200 420V620H0Z" filter=url(#rock) />
<path d="M0 470Q300 400 600 470T1200 450V800H0Z" filter=url(#grass) />
<ellipse cx=420 cy=600 rx=330 ry=60 fill=#6f9fc0 opacity=.9 /><path d="M180 610q120-16 220 0t260-8" stroke=#cfe2ee fill=none stroke-width=5 />
<path d="M850 560V460L930 400 1010 460V560Z" fill=#b5523c /><path d="M835 465 930 392 1025 465" stroke=#5a2c22 stroke-width=14 fill=none />
<rect x=875 y=480 width=34 height=38 fill=#2e3a44 /><rect x=950 y=480 width=34 height=38 fill=#2e3a44 /><rect x=914 y=505 width=30 height=55 fill=#4a2f22 /></svg>
HTML
ff -i "$work/landscape.png" -vf "gblur=0.5,noise=alls=8:allf=t:all_seed=5" -q:v 7 -frames:v 1 landscape.jpg

heif-enc -q 45 -o photo.heic landscape.jpg >/dev/null

# Stored on its side, with EXIF's orientation 6: the house stands upright when
# it is turned a quarter clockwise.
ff -i "$work/landscape.png" -vf "scale=480:320,transpose=2" -q:v 7 -frames:v 1 "$work/side.jpg"
python3 - "$work/side.jpg" exif-turned.jpg <<'PY'
import struct, sys
jpeg = open(sys.argv[1], "rb").read()
tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)
exif = b"Exif\0\0" + tiff
open(sys.argv[2], "wb").write(jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:])
PY

# Of 16 bits for each colour, which WhatsApp does not take.
ff -f lavfi -i testsrc=size=64x48 -frames:v 1 -pix_fmt rgb48be deep.png

# Stickers: a ball that rests, one that jumps.
ball() { echo "<style>body{margin:0;background:transparent}</style><svg width=512 height=512 xmlns='http://www.w3.org/2000/svg'><circle cx=256 cy=$1 r=110 fill=#e2574c /><circle cx=220 cy=$(($1 - 40)) r=30 fill=#f6b8b2 /></svg>"; }
for y in 390 300 200 140 200 300; do
	ball $y >"$work/ball.html"
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --default-background-color=00000000 --window-size=512,512 \
		--screenshot="$work/ball$y.png" "$work/ball.html" >/dev/null 2>&1
done
cwebp -quiet -q 75 "$work/ball300.png" -o still.webp
img2webp -loop 0 -lossy -q 60 -d 100 "$work"/ball{390,300,200,140,200,300}.png -o animated.webp >/dev/null 2>&1

# One broken file of each: their beginning is right, the rest is not.
head -c 9000 landscape.jpg >broken.jpg
head -c 7000 page.png >broken.png
head -c 2000 still.webp >broken.webp
python3 - <<'PY'
b = bytearray(open("photo.heic", "rb").read())
for i in range(700, len(b), 97): b[i] ^= 0x5a
open("broken.heic", "wb").write(b[: len(b) // 2])
PY
