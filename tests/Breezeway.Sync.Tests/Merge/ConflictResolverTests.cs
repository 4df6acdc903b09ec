using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Sync.Merge;

namespace Breezeway.Sync.Tests.Merge;

/// <summary>Conflicts as git really leaves them (sync.md 4). Each case merges from either side, and must come to the same tree.</summary>
public sealed class ConflictResolverTests : IDisposable
{
    readonly Repo _ours = new();
    Repo? _theirs;

    Repo Theirs => _theirs!;

    /// <summary>Makes a base, changes both sides, merges in both clones, and returns our tree; the other one must be equal.</summary>
    string[] Merge(Action<Repo> start, Action<Repo> ours, Action<Repo> theirs)
    {
        start(_ours);
        _ours.Commit("base");
        _theirs = _ours.Clone("theirs");
        ours(_ours);
        _ours.Commit("ours");
        theirs(Theirs);
        Theirs.Commit("theirs");
        string tip = Theirs.Git("rev-parse", "HEAD");
        _ours.Git("fetch", "-q", Theirs.Top, "master:refs/remotes/other/master");
        Theirs.Git("fetch", "-q", _ours.Top, "master:refs/remotes/other/master");
        var mine = Resolve(_ours);
        Assert.Equal(mine, Resolve(Theirs));
        Assert.Equal(tip, _ours.Git("rev-parse", "HEAD^2"));
        return mine;
    }

    static string[] Resolve(Repo repo)
    {
        Assert.False(repo.TryGit("-c", "merge.directoryRenames=false", "merge", "--no-edit", "refs/remotes/other/master").Ok);
        var done = new ConflictResolver(repo.Annex).Resolve()!;
        Assert.Empty(done.Left);
        Assert.NotEmpty(done.Resolved);
        repo.Git("commit", "-q", "--no-verify", "-m", "git-annex automatic merge conflict fix");
        // without the filter git takes content in the place of a pointer for a change
        Assert.All(repo.Git("status", "--porcelain").Split('\n', StringSplitOptions.RemoveEmptyEntries), l => Assert.StartsWith(" M ", l));
        return repo.Tree();
    }

    static string Variant(string path, string content) => VariantName.Of(path, Repo.KeyOf(content));
    static void Nothing(Repo r) => r.Plain("base", "base\n");

    [Fact]
    public void Both_modified_a_locked_file()
    {
        var tree = Merge(r => r.Lock("d/f.txt", "0"), r => r.Lock("d/f.txt", "1"), r => r.Lock("d/f.txt", "2"));
        Assert.Equal([$"120000 {Variant("d/f.txt", "1")}", $"120000 {Variant("d/f.txt", "2")}"], tree.Order());
        Assert.Equal("1", Fs.ReadText(_ours.At(Variant("d/f.txt", "1"))));
    }

    [Fact]
    public void Both_modified_an_unlocked_file_and_the_content_that_is_here_is_put_in_place()
    {
        var tree = Merge(r => r.Unlock("f", "0"), r => r.Unlock("f", "ours content"), r => r.Unlock("f", "theirs", present: false));
        Assert.Equal([$"100644 {Variant("f", "ours content")}", $"100644 {Variant("f", "theirs")}"], tree.Order());
        Assert.Null(PointerFile.Read(_ours.At(Variant("f", "ours content"))));
        Assert.Equal(Repo.KeyOf("theirs"), PointerFile.Read(_ours.At(Variant("f", "theirs"))));
        Assert.False(Fs.Exists(_ours.At("f")));
    }

    [Fact]
    public void Locked_here_and_unlocked_there_with_other_content() =>
        Assert.Equal([$"100755 {Variant("f", "2")}", $"120000 {Variant("f", "1")}"], Merge(r => r.Lock("f", "0"), r => r.Lock("f", "1"), r => r.Unlock("f", "2", executable: true)).Order());

    [Fact]
    public void Locked_here_and_unlocked_there_with_the_same_content_is_one_unlocked_file() =>
        Assert.Equal(["100644 base", "100644 f"], Merge(Nothing, r => r.Lock("f", "1"), r => r.Unlock("f", "1")).Order());

    [Fact]
    public void Modified_here_and_deleted_there()
    {
        var tree = Merge(r => r.Lock("f", "0"), r => r.Lock("f", "1"), r => r.Git("rm", "-q", "f"));
        Assert.Equal([$"120000 {Variant("f", "1")}"], tree);
    }

    [Fact]
    public void An_unlocked_file_modified_here_and_deleted_there_keeps_its_content()
    {
        var tree = Merge(r => r.Unlock("f", "0"), r => r.Unlock("f", "1"), r => r.Git("rm", "-q", "f"));
        Assert.Equal([$"100644 {Variant("f", "1")}"], tree);
    }

    [Fact]
    public void A_file_of_gits_keeps_the_name_beside_an_annexed_one()
    {
        var tree = Merge(Nothing, r => r.Lock("f", "1"), r => r.Plain("f", "plain\n"));
        Assert.Equal(["100644 base", "100644 f", $"120000 {Variant("f", "1")}"], tree.Order());
        Assert.Equal("plain\n", Fs.ReadText(_ours.At("f")));
        Assert.Equal("plain\n", Fs.ReadText(Theirs.At("f")));
    }

    [Fact]
    public void A_file_of_gits_keeps_the_name_beside_an_unlocked_one()
    {
        var tree = Merge(Nothing, r => r.Unlock("f", "1"), r => r.Plain("f", "plain\n"));
        Assert.Equal(["100644 base", "100644 f", $"100644 {Variant("f", "1")}"], tree.Order());
        Assert.Equal("plain\n", Fs.ReadText(_ours.At("f")));
    }

    [Fact]
    public void A_directory_keeps_the_name_beside_an_annexed_file()
    {
        var tree = Merge(Nothing, r => r.Lock("f", "1"), r => r.Lock("f/x", "2"));
        Assert.Equal(["100644 base", $"120000 {Variant("f", "1")}", "120000 f/x"], tree);
    }

    [Fact]
    public void A_directory_keeps_the_name_beside_a_modified_file()
    {
        var tree = Merge(r => { Nothing(r); r.Unlock("f", "0"); }, r => r.Unlock("f", "1"), r => { r.Git("rm", "-q", "f"); r.Lock("f/x", "2"); });
        Assert.Equal(["100644 base", $"100644 {Variant("f", "1")}", "120000 f/x"], tree);
    }

    [Fact]
    public void A_symlink_of_the_users_keeps_the_name()
    {
        var tree = Merge(Nothing, r => r.Lock("f", "1"), r => { Fs.TryUnlink(r.At("f")); Fs.Symlink("elsewhere", r.At("f")); r.Git("add", "f"); });
        Assert.Equal(["100644 base", "120000 f", $"120000 {Variant("f", "1")}"], tree.Order());
        Assert.Equal("elsewhere", Fs.ReadLink(_ours.At("f")));
    }

    [Fact]
    public void Names_with_a_tilde_of_the_users_are_not_taken_for_gits()
    {
        var tree = Merge(r => { r.Lock("f~1", "0"); r.Lock("f/x", "x"); }, r => r.Lock("f~1", "1"), r => r.Git("rm", "-q", "f~1"));
        Assert.Equal(["120000 f/x", $"120000 {Variant("f~1", "1")}"], tree.Order());
    }

    [Fact]
    public void A_variant_in_conflict_again_gets_the_whole_key()
    {
        string name = "f.variant-abcd.txt";
        var tree = Merge(r => r.Lock(name, "0"), r => r.Lock(name, "1"), r => r.Lock(name, "2"));
        Assert.Equal(new[] { Variant(name, "1"), Variant(name, "2") }.Order(StringComparer.Ordinal).Select(n => $"120000 {n}"), tree);
        Assert.Contains("SHA256E", tree[0]);
    }

    [Fact]
    public void Names_that_are_no_text_and_odd_ones()
    {
        string[] names = ["a\u00ff\u0080b", "with space", ".hid", "n.tar.gz", "dir with/\u00c3\u00a9.x"];
        var tree = Merge(r => { foreach (string n in names) r.Lock(n, "0" + n); }, r => { foreach (string n in names) r.Lock(n, "1" + n); }, r => { foreach (string n in names) r.Lock(n, "2" + n); });
        Assert.Equal(10, tree.Length);
        foreach (string n in names) Assert.Equal("1" + n, Fs.ReadText(_ours.At(Variant(n, "1" + n))));
    }

    [Fact]
    public void Many_at_once_of_all_kinds()
    {
        void Start(Repo r) { Nothing(r); for (int i = 0; i < 12; i++) r.Lock($"f{i:D2}", $"0{i}"); }
        void Ours(Repo r) { for (int i = 0; i < 12; i++) if (i % 3 == 0) r.Git("rm", "-q", $"f{i:D2}"); else r.Lock($"f{i:D2}", $"1{i}"); }
        void Others(Repo r) { for (int i = 0; i < 12; i++) if (i % 3 == 1) r.Git("rm", "-q", $"f{i:D2}"); else r.Lock($"f{i:D2}", $"2{i}"); }
        Assert.Equal(1 + 4 + 4 + 8, Merge(Start, Ours, Others).Length);
    }

    [Fact]
    public void Conflicts_of_gits_own_files_stay_beside_those_that_are_resolved()
    {
        _ours.Plain("p", "0\n"); _ours.Lock("f", "0");
        _ours.Commit();
        _theirs = _ours.Clone("theirs");
        foreach (var (r, n) in new[] { (_ours, "1"), (Theirs, "2") }) { r.Plain("p", n + "\n"); r.Lock("f", n); r.Commit(); }
        _ours.Git("fetch", "-q", Theirs.Top, "master:refs/remotes/other/master");
        Assert.False(_ours.TryGit("merge", "refs/remotes/other/master").Ok);
        var done = new ConflictResolver(_ours.Annex).Resolve()!;
        Assert.Equal(["f"], done.Resolved);
        Assert.Equal(["p"], done.Left);
        Assert.Equal($"UU p\nA  {Variant("f", "2")}", string.Join('\n', _ours.Git("status", "--porcelain").Split('\n').Where(l => l.StartsWith("UU", StringComparison.Ordinal) || l.StartsWith("A ", StringComparison.Ordinal)).Order().Reverse()));
        Assert.Contains("<<<<<<<", Fs.ReadText(_ours.At("p")));
    }

    [Fact]
    public void What_somebody_wrote_into_the_file_meanwhile_is_kept()
    {
        _ours.Unlock("f", "0");
        _ours.Commit();
        _theirs = _ours.Clone("theirs");
        foreach (var (r, n) in new[] { (_ours, "1"), (Theirs, "2") }) { r.Unlock("f", n); r.Commit(); }
        _ours.Git("fetch", "-q", Theirs.Top, "master:refs/remotes/other/master");
        Assert.False(_ours.TryGit("merge", "refs/remotes/other/master").Ok);
        _ours.Write("f", "typed just now, longer than any key's content");
        new ConflictResolver(_ours.Annex).Resolve();
        Assert.Equal("typed just now, longer than any key's content", Fs.ReadText(_ours.At("f.kept-1")));
    }

    [Fact]
    public void Without_a_merge_there_is_nothing_to_do()
    {
        _ours.Lock("f", "0");
        _ours.Commit();
        Assert.Null(new ConflictResolver(_ours.Annex).Resolve());
    }

    [Fact]
    public void Both_renamed_it_to_another_name() =>
        Assert.Equal([$"120000 {Variant("g", "0")}", $"120000 {Variant("h", "0")}"], Merge(r => r.Lock("f", "0"), r => r.Git("mv", "f", "g"), r => r.Git("mv", "f", "h")).Order());

    public void Dispose() { _theirs?.Dispose(); _ours.Dispose(); }
}
