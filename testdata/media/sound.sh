#!/bin/sh
# Makes the sounds and videos beside it. It needs flite, ffmpeg and opus-tools;
# the results are kept, so that tests need none of them.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
quiet="ffmpeg -nostdin -y -v error -fflags +bitexact"

flite -voice rms -t "hello i would like to order two pizzas for tonight" -o "$work/said.wav"
plain="-map_metadata -1 -flags +bitexact -fflags +bitexact"
voice="$quiet -i $work/said.wav $plain -ac 1 -ar 16000"
$voice -c:a libopus -b:a 16k -application voip voice.ogg
$voice -c:a libopus -b:a 16k -application voip voice.webm
$voice -c:a libmp3lame -b:a 32k voice.mp3
$voice -c:a pcm_s16le voice.wav
$voice -c:a aac -b:a 32k voice.m4a
$voice -c:a libvorbis vorbis.ogg

# A few tones, in stereo at another rate.
$quiet -f lavfi -i "sine=440:duration=1:sample_rate=44100" -f lavfi -i "sine=660:duration=1:sample_rate=44100" \
	-filter_complex amerge=inputs=2 $plain -c:a libmp3lame -b:a 64k music.mp3
$quiet -f lavfi -i "anullsrc=r=48000:cl=mono" -t 2 $plain -c:a libopus -b:a 16k silence.ogg
$quiet -f lavfi -i "anoisesrc=d=2:c=pink:r=48000:a=0.3:seed=7" $plain -c:a libopus -b:a 24k noise.ogg

# A second of video in the boxes that people send.
picture="-f lavfi -i testsrc=duration=1:size=160x120:rate=10"
tone="-f lavfi -i sine=440:duration=1:sample_rate=16000"
h264="-c:v libx264 -pix_fmt yuv420p -preset veryslow -crf 32 -c:a aac -ac 1 -b:a 24k -shortest"
$quiet $picture $tone $plain $h264 -movflags +faststart clip.mp4
$quiet $picture $tone $plain $h264 clip.mov
# As many telephones write it and WhatsApp does not play it.
$quiet $picture $plain -c:v libx265 -pix_fmt yuv420p -preset fast -crf 40 -x265-params log-level=none:info=0 -tag:v hvc1 -movflags +faststart hevc.mp4
$quiet -f lavfi -i testsrc=duration=1:size=176x144:rate=10 $tone $plain -c:v h263 -c:a aac -ac 1 -b:a 24k -shortest -f 3gp clip.3gp

# Few builds of ffmpeg write AMR, so a second of it is written by hand: the mark
# of the format, then fifty frames of 4.75 kb/s (13 bytes each, for 20 ms).
{ printf '#!AMR\n'; i=0; while [ $i -lt 50 ]; do printf '\004\123\314\100\021\063\070\004\320\000\000\000\000'; i=$((i + 1)); done; } >voice.amr
{ printf '#!AMR\n'; head -c 60 /dev/zero | tr '\0' '\377'; } >broken.amr # frames that there are not

# Cut in the middle and overwritten after it.
for kind in ogg mp3 m4a; do
	size=$(wc -c <voice.$kind)
	{ head -c $((size / 3)) voice.$kind; head -c 600 /dev/zero | tr '\0' '\377'; } >broken.$kind
done
