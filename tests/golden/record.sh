#!/bin/bash
# Records files of the git-annex branch as the real git-annex writes them, for the golden tests of the log formats.
#   record.sh BIN [OUT]    BIN: the folder of the reference's git-annex; OUT: default is branch/ beside this script
# before/ a repository that used most logs; after/ its branch after "forget --drop-dead";
# oddbefore/, oddafter/ likewise, with logs of every kind put there by hand, some lines of which are obsolete or no lines at all;
# ours/, theirs/, merged/ two branches and their merge; tuned/ a repository with one-level directories.
# Uuids and times differ with each run.
set -e
bin=$(realpath "$1")
out=$(realpath -m "${2:-$(dirname "$0")/branch}")
exec 3>&1 >/dev/null
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export HOME=$work/home PATH=$bin:$work/bin:$PATH LC_ALL=C.UTF-8
mkdir -p "$HOME" "$work/bin" "$work"/store/{d1,d2,d3,exp,same}
git config --global user.name recorder
git config --global user.email recorder@example.com
git config --global init.defaultBranch master
git config --global annex.security.allowed-url-schemes "file http https"

save() { # NAME REF: the files of a branch
    rm -rf "${out:?}/$1"; mkdir -p "$out/$1"
    git archive "$2" | tar -x -C "$out/$1"
}

# An external special remote that keeps its files in one folder, and a state for each.
cat > "$work/bin/git-annex-remote-folder" <<'X'
#!/bin/bash
dir=${FOLDER:?}
echo VERSION 1
while read -r cmd a b c; do case "$cmd" in
    INITREMOTE) echo INITREMOTE-SUCCESS ;;
    PREPARE) echo PREPARE-SUCCESS ;;
    TRANSFER) if [ "$a" = STORE ]; then cp "$c" "$dir/$b" && echo "SETSTATE $b some state: of  $b" && echo "TRANSFER-SUCCESS STORE $b"; else cp "$dir/$b" "$c" && echo "TRANSFER-SUCCESS RETRIEVE $b"; fi ;;
    CHECKPRESENT) if [ -e "$dir/$a" ]; then echo "CHECKPRESENT-SUCCESS $a"; else echo "CHECKPRESENT-FAILURE $a"; fi ;;
    REMOVE) rm -f "$dir/$a"; echo "SETSTATE $a "; echo "REMOVE-SUCCESS $a" ;;
    *) echo UNSUPPORTED-REQUEST ;;
esac; done
X
chmod +x "$work/bin/git-annex-remote-folder"
export FOLDER=$work/store/d3

cd "$work"
git init -q a
cd a
git annex init "first repo" -q
here=$(git config annex.uuid)
echo hi > a.txt; echo hello > "b b.tar.gz"; seq 1 20 > c.bin; echo x > sub_é.é
git annex add -q .
git -c annex.backend=WORM annex add -q . ; echo worm > 'w&%:,x'; git annex add -q --backend=WORM 'w&%:,x'
git commit -qm files

cd ..; git clone -q a b; cd b; git annex init second -q; git annex get -q a.txt; there=$(git config annex.uuid); cd ..
git clone -q a dead; cd dead; git annex init "soon dead" -q; git annex get -q . ; gone=$(git config annex.uuid)
git annex group . lost -q; git annex wanted . standard -q; git annex metadata -q a.txt -s by=gone
git annex initremote gonedir type=directory directory="$work/store/same" encryption=none chunk=4 -q; gonedir=$(git config remote.gonedir.annex-uuid)
git annex copy -q --to gonedir c.bin; cd ../a
git remote add b ../b; git remote add dead ../dead; git fetch -q --all; git annex merge -q

git annex describe "$there" $'two\nlines  é ' -q
git annex untrust "$there" -q; git annex trust here --force -q; git annex semitrust here -q
git annex group here client -q; git annex group here archive -q; git annex group here foo -q; git annex ungroup here client -q
git annex group "$there" x -q; git annex ungroup "$there" x -q
git annex wanted here 'standard or  include=x' -q; git annex required here 'include=*.é' -q; git annex wanted "$there" anything -q; git annex wanted "$there" "" -q
git annex groupwanted foo 'include=* and not copies=3' -q
git annex config --set annex.largefiles 'largerthan=100kb' >/dev/null; git annex config --set annex.autocommit true >/dev/null; git annex config --unset annex.autocommit >/dev/null
git annex numcopies 2 -q; git annex numcopies 3 -q; git annex numcopies 1 -q; git annex mincopies 1 -q
git annex schedule here 'fsck self 30m every day at any time; fsck self 1h5m on day 3 of months divisible by 2 at 4 AM' -q
git annex maxsize here 1GB -q || true; git annex maxsize "$there" 0 -q || true
git annex fsck -q || true

git annex metadata -q a.txt -s author=me -t bar -s 'tag+=a b' -s 'note=!odd' -s uni=é -s Year=2024
git annex metadata -q a.txt -u bar -s author=you -s 'tag-=a b'
git annex metadata -q c.bin -t one; git annex metadata -q c.bin -u one; git annex metadata -q c.bin -t one; git annex metadata -q c.bin -s 'x=' -s z=1 -s Z+=2 -s a-b.c_d=3
git annex metadata -q 'b b.tar.gz' -s f=v; git annex metadata -q 'b b.tar.gz' -r f; git annex metadata -q 'b b.tar.gz' --remove-all
git annex move -q --to b c.bin; git annex move -q --from b c.bin; git annex copy -q --to b 'b b.tar.gz'
echo lost > lost; git annex add -q --force-large lost; git commit -qm lost; lk=$(git annex lookupkey lost); git rm -q lost; git commit -qm "not lost"; git annex drop -q --force --key "$lk"; git annex dead -q --key "$lk"

git annex initremote d1 type=directory directory="$work/store/d1" encryption=none chunk=4 "preferreddir=a  b&c" autoenable=true -q
git annex initremote d2 type=directory directory="$work/store/d2" encryption=shared chunk=1MiB -q
git annex initremote again --sameas=d1 type=directory directory="$work/store/d1" -q
git annex initremote exp type=directory directory="$work/store/exp" encryption=none exporttree=yes importtree=yes -q
git annex initremote ext type=external externaltype=folder encryption=none -q
git annex copy -q --to d1; git annex copy -q --to d2 a.txt c.bin; git annex drop -q --from d1 c.bin --force; git annex copy -q --to ext; git annex drop -q --from ext --force c.bin
git annex export -q master --to exp; echo new > "$work/store/exp/new"; echo changed > "$work/store/exp/a.txt"; git annex import -q master --from exp
git rm -q c.bin; git commit -qm less; git annex export -q master --to exp
key=$(git annex lookupkey a.txt)
git annex registerurl -q "$key" http://example.com/b http://x 2>/dev/null || git annex registerurl -q "$key" http://example.com/b
git annex registerurl -q "$key" http://example.com/a; git annex unregisterurl -q "$key" http://example.com/b; git annex registerurl -q "$key" 'http://example.com/c d'
wk=$(git annex lookupkey 'w&%:,x'); git annex registerurl -q "$wk" http://example.com/w
echo served > "$work/served"; git annex addurl -q --file url.txt "file://$work/served"; git annex addurl -q --verifiable --file vurl.txt "file://$work/served" || true; git annex addurl -q --relaxed --file rurl.txt "file://$work/served2" || true
git config remote.b.annex-proxy true && git annex updateproxy -q || true
git annex initcluster cl -q && git config remote.b.annex-cluster-node cl && git annex updatecluster -q || true

git annex dead "$gone" -q; git annex dead "$gonedir" -q
git annex trust b --force -q
save before git-annex
git annex forget --drop-dead --force -q
save after git-annex

cd ../b; git fetch -q; git reset -q --hard; git annex merge -q || true
cd ..; rm -rf m1 m2; git init -q m1; cd m1; git annex init one -q; echo 1 > f; git annex add -q f; git commit -qm f; cd ..; git clone -q m1 m2; cd m2; git annex init two -q; git annex get -q f; git annex describe here "two again" -q
git annex numcopies 2 -q; git annex metadata -q f -t two; cd ../m1; git annex numcopies 3 -q; git annex describe here "one again" -q; git annex metadata -q f -t one
git remote add m2 ../m2; git fetch -q m2
save ours git-annex; save theirs m2/git-annex
git annex merge -q; save merged git-annex

cd ..; git init -q t; cd t; git annex init -c annex.tune.objecthash1=true -c annex.tune.branchhash1=true -c annex.tune.objecthashlower=true tuned -q
echo 1 > f; git annex add -q f; git commit -qm f; git annex metadata -q f -t tuned; save tuned git-annex

cd ..; git init -q odd; cd odd; git annex init odd -q; here=$(git config annex.uuid); echo hi > a; git annex add -q a; git commit -qm a
put() { # PATH: standard input becomes a file of the branch
    local blob tree; blob=$(git hash-object -w --stdin)
    rm -f "$work/index"; GIT_INDEX_FILE=$work/index git read-tree git-annex
    GIT_INDEX_FILE=$work/index git update-index --add --cacheinfo "100644,$blob,$1"
    tree=$(GIT_INDEX_FILE=$work/index git write-tree)
    git update-ref refs/heads/git-annex "$(git commit-tree "$tree" -p git-annex -m put)"
}
dead=dddddddd-0000-4000-8000-000000000001 live=aaaaaaaa-0000-4000-8000-000000000002 same=eeeeeeee-0000-4000-8000-000000000003 own=ffffffff-0000-4000-8000-000000000004
kinda() { printf '%s\n' "$same $1 timestamp=3s" "$live $1 timestamp=3s" "$dead $1 timestamp=2s" "$dead $1 x timestamp=3s" junk "$live old timestamp=1s" "$own $1"; }
kindb() { printf '%s\n' "3s $same $1" "3s $live $1" "2s $dead $1" "3s $dead $1" junk "1s $live old" "2s $own $1"; }
kindc() { printf '%s\n' "3s 1 $same" "3s 0 $live" "2s 1 $dead" "3s 1 $dead" junk "1s 1 $live" "1s X $own"; }
printf '%s\n' "$dead X timestamp=5s" "$live 1 timestamp=4s" "$dead 1 timestamp=4s" "$own X timestamp=5s" | put trust.log
{ kinda 'a  desc'; echo "$here me timestamp=3s"; } | put uuid.log
for f in group preferred-content required-content schedule activity multicast unknown; do kinda 'b  a' | put $f.log; done
kinda 'fromList []' | put difference.log
printf '%s\n' "$dead name=d type=directory encryption=none timestamp=5s" "$live name=v type=directory encryption=none timestamp=5s" \
    "$same sameas-uuid=$dead sameas-name=e type=directory timestamp=5s" "$own sameas-uuid=$live sameas-name=f type=directory timestamp=5s" \
    "dddddddd-0000-4000-8000-000000000009 sameas-uuid=$live sameas-name=g type=directory x=&32;&&amp;é timestamp=5s" | put remote.log
printf '%s\n' "3s $dead $live:a $same:b" "3s $live $dead:a $same:b" "4s $same $dead:a" junk | put proxy.log
printf '%s\n' "3s $dead $live $same" "3s $live $dead $same" "4s $same $dead" junk | put cluster.log
kindb 100 | put maxsize.log; kindb x | put config.log; kindb include=x | put group-preferred-content.log
printf '3s 2\n3s 1\njunk\n' | put numcopies.log; printf '3s 2\n' | put mincopies.log
log=b66/a69/SHA256E-s3--98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4.log
kindc | put $log; kindc | put $log.ek; kindb state | put $log.rmt; kindb a:b | put $log.cid
printf '3s 1 http://b\n2s 0 http://a\n1s 0 http://b\njunk\n' | put $log.web
printf '3s a +b\njunk\n4s a -b\n' | put $log.met
printf '%s\n' "3s $dead:f +x $live:f +y" "4s $dead:f -x" "5s $dead:g +z g +q" junk "2s $live:h +1" | put $log.rmet
printf '%s\n' "3s $dead:4 3" "3s $live:5 7" junk "2s $live:5 1" "3s $dead:foo 1" "3s $live:foo 1" "3s $same:1 1" | put $log.cnk
log=b66/a69/SHA256E-s4--98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4.log
for f in $log.rmt $log.cid; do printf '%s\n' "3s $dead x" | put $f; done
printf '%s\n' "3s 1 $dead" | put $log; printf '%s\n' "3s 1 $dead" | put remote/web/$log; printf '%s\n' "3s $dead:1 1" | put $log.cnk
log=b66/a69/SHA256E-s5--98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4.log
printf '%s\n' "3s 1 $live" "2s 0 $live" junk | put $log; printf '3s %s x\r\n1s %s y\njunk\n' "$live" "$live" | put $log.rmt
printf '%s\n' "3s 1 $same" "2s 0 $live" | put foo/$log; echo hello | put readme.txt; printf '%s\n' "$dead x" | put other/readme.txt
rm -f .git/annex/index .git/annex/index.lck
save oddbefore git-annex; git annex forget --drop-dead --force -q; save oddafter git-annex
echo "recorded in $out" >&3
