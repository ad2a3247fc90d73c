#!/usr/bin/env bash
# The forms and papers as pages: each written by the program, empty and filled with made-up values, laid out by
# LibreOffice and read back: how many pages it has, and what stands on them.
#
#   papers.sh QUET FOLDER
#
# Needs soffice (libreoffice-writer-nogui), pdfinfo, pdftotext and pdftoppm (poppler-utils), and a font with the widths
# and the letters of Times New Roman (fonts-croscore; Debian's fonts-liberation lacks most of Vietnamese's). Leaves documents, pages and their pictures in FOLDER, to be looked at. Ends with 0
# only when every page is as it should be.
set -euo pipefail

quet=$(realpath "${1:?the program}") folder=${2:?a folder}
mkdir -p "$folder"
cd "$folder"

# Each form: pages when empty, pages when filled.
pages='
initial_report 3 3
closing_report 2 2
summary 2 2
notice 2 2
incident_report 2 2
situation_update 2 2
support_request 1 1
coordination_order 1 1
minutes_recording 2 2
minutes_sealing 2 1
minutes_handover 1 1
personal_data_notice 2 2
response_plan 2 2
'
# What must stand on a filled one, a line each.
texts='
initial_report|BÁO CÁO BAN ĐẦU SỰ CỐ MẠNG
initial_report|Mẫu số 03
initial_report|Tên tổ chức/cá nhân báo cáo sự cố (*): Sở Khoa học và Công nghệ tỉnh Mẫu
initial_report|■ Chưa được xử lý
initial_report|□ Đã được xử lý
initial_report|■ Cấp độ 3
initial_report|28/11/2026
initial_report|(Ký tên, đóng dấu)
closing_report|BÁO CÁO KẾT THÚC ỨNG PHÓ SỰ CỐ
closing_report|15/BC-SKHCN
summary|Tấn công sử dụng mã độc
summary|NGƯỜI ĐẠI DIỆN THEO PHÁP LUẬT
notice|THÔNG BÁO
notice|Số: /TB-SKHCN
incident_report|BÁO CÁO
incident_report|Về sự cố an ninh mạng đối với Hệ thống thông tin
incident_report|2. Nguyên nhân
incident_report|3. Phạm vi ảnh hưởng
incident_report|4. Biện pháp khắc phục
incident_report|PHÓ GIÁM ĐỐC
situation_update|1. Diễn biến từ báo cáo trước
support_request|Số: /SKHCN-CNTT
support_request|Nơi nhận:
coordination_order|không có nội dung
coordination_order|2. Chặn địa chỉ 198.51.100.77.
minutes_recording|BIÊN BẢN
minutes_recording|NGƯỜI CHỨNG KIẾN
minutes_sealing|NP-001, NP-002
minutes_handover|BÊN GIAO
personal_data_notice|Số lượng chủ thể dữ liệu: khoảng 1.200
response_plan|KẾ HOẠCH
response_plan|Ban hành phương án xử lý sự cố an ninh mạng
response_plan|III. PHƯƠNG ÁN ỨNG PHÓ
'

failed=
fail() {
    echo "$*" >&2
    failed=yes
}

# As somebody who reads the pages would see it: one space for each run of them and for each end of a line.
flat() {
    pdftotext -layout "$1" - | tr -s '[:space:]' ' '
}

while read -r form blank filled; do
    [ -n "$form" ] || continue
    "$quet" papers blank "$form" --lang en --on 28/11/2026 -o "$form-blank.docx" >/dev/null 2>"$form.required"
    "$quet" papers blank "$form" --lang en --on 28/11/2026 --sample -o "$form-filled.docx" >/dev/null 2>"$form.missing"
    grep -q '^This form must have:' "$form.required" || fail "$form: nothing is said of what it must have"
    grep -q '^Nothing that this form must have is missing' "$form.missing" || fail "$form: $(cat "$form.missing")"
done <<<"$pages"

# A profile of its own: another LibreOffice of the same person may be running.
soffice "-env:UserInstallation=file://$PWD/profile" --headless --convert-to pdf ./*.docx >soffice.log 2>&1

while read -r form blank filled; do
    [ -n "$form" ] || continue
    for kind in blank filled; do
        expected=${!kind}
        found=$(pdfinfo "$form-$kind.pdf" | awk '/^Pages:/ { print $2 }')
        [ "$found" = "$expected" ] || fail "$form, $kind: $found pages, not $expected"
        fonts=$(pdffonts "$form-$kind.pdf" | awk 'NR > 2 { print $1 }')
        ! grep -qvE 'LiberationSerif|Tinos|TimesNewRoman' <<<"$fonts" || fail "$form, $kind: set in $(echo $fonts)"
        pdftoppm -r 60 -png "$form-$kind.pdf" "$form-$kind"
    done
    # Dots where nothing is known, and no number and no day of issue anywhere.
    flat "$form-blank.pdf" | grep -q '\.\.\.\.\|……' || fail "$form: no dots where nothing is known"
    ! flat "$form-filled.pdf" | grep -qE 'Số: *[0-9]+ */' || fail "$form: it has a number, and was never registered"
    while IFS='|' read -r of text; do
        [ "$of" = "$form" ] || continue
        flat "$form-filled.pdf" | grep -qF "$text" || fail "$form: \`$text\` is missing"
    done <<<"$texts"
done <<<"$pages"

[ -z "$failed" ] || exit 1
echo "$(ls ./*.pdf | wc -l) papers are as they should be."
