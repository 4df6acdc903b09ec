namespace Breezeway.Interop.Tests.Sync;

/// <summary>The commands that synchronise, with the reference at the other end.</summary>
public sealed class SyncTests
{
    static Clone WithFile(Sandbox sandbox, string name, Program program)
    {
        var clone = sandbox.Init(name, program);
        clone.Write("f", "content of f\n");
        clone.Annex("add", "-q", "f");
        clone.Git("commit", "-qm", "f");
        return clone;
    }

    public static TheoryData<Program, Program> Pairs => new() { { Program.Ours, Program.Mid }, { Program.Mid, Program.Ours }, { Program.Ours, Program.Ours } };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Changes_on_both_sides_meet_and_the_third_sync_has_nothing_to_do(Program first, Program second)
    {
        using var sandbox = new Sandbox();
        var a = WithFile(sandbox, "a", first);
        var b = sandbox.CloneOf(a, "b", second);
        a.Write("of a", "a\n");
        a.Annex("add", "-q", ".");
        b.Write("of b", "b\n");
        b.Annex("add", "-q", ".");
        b.Annex("sync");
        a.Annex("sync");
        b.Annex("sync");
        a.Annex("sync");
        b.Annex("sync");
        Assert.Equal(["f", "of a", "of b"], a.Git("ls-files").TrimEnd('\n').Split('\n'));
        Assert.Equal(a.Head, b.Head);
        var refs = (a.Git("show-ref"), b.Git("show-ref"));
        var said = a.As(Program.Ours).Annex("sync");
        Assert.DoesNotContain("push", said, StringComparison.Ordinal);
        b.As(Program.Ours).Annex("sync");
        Assert.Equal(refs, (a.Git("show-ref"), b.Git("show-ref")));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_bare_repository_is_initialised_and_gets_content_at_the_second_sync(Program first, Program second)
    {
        using var sandbox = new Sandbox();
        var a = WithFile(sandbox, "a", first);
        sandbox.Git(first, sandbox.Root, "init", "-q", "--bare", $"{sandbox.Root}/bare.git").MustSucceed();
        a.Git("remote", "add", "bare", $"{sandbox.Root}/bare.git");
        var bare = new Clone(sandbox, "bare", $"{sandbox.Root}/bare.git", second);
        a.Annex("sync", "--content");
        Assert.Equal(a.Head, bare.Ref("refs/heads/master"));
        Assert.Equal(a.Head, bare.Ref("refs/heads/synced/master"));
        a.Annex("sync", "--content");
        Assert.NotEqual("", bare.Git("config", "annex.uuid"));
        sandbox.Git(second, sandbox.Root, "clone", "-q", bare.Path, $"{sandbox.Root}/c").MustSucceed();
        var c = new Clone(sandbox, "c", $"{sandbox.Root}/c", second);
        c.Annex("pull");
        Assert.Equal("content of f\n", c.Read("f"));
        c.MustBeSound(Program.Mid);
    }

    [Fact]
    public void A_repository_that_updates_its_work_tree_gets_the_branch_itself()
    {
        using var sandbox = new Sandbox();
        var a = WithFile(sandbox, "a", Program.Ours);
        var b = sandbox.CloneOf(a, "b", Program.Ours);
        b.Annex("sync");
        a.Git("config", "receive.denyCurrentBranch", "updateInstead");
        b.Write("g", "of b\n");
        b.Annex("assist");
        Assert.Equal("of b\n", a.Read("g"));
        Assert.Equal(b.Head, a.Head);
        Assert.Equal("", a.Git("status", "--porcelain"));
    }

    [Fact]
    public void Assist_adds_commits_and_brings_content_both_ways()
    {
        using var sandbox = new Sandbox();
        var a = WithFile(sandbox, "a", Program.Mid);
        var b = sandbox.CloneOf(a, "b", Program.Ours);
        b.Write("new/file", "new\n");
        b.Write(".gitignore", "ignored\n");
        b.Write("ignored", "x\n");
        b.Annex("assist", "-m", "one", "-m", "two");
        Assert.Equal("content of f\n", b.Read("f"));
        Assert.Equal("one\n\ntwo\n", b.Git("log", "-1", "--format=%B").TrimEnd('\n') + "\n");
        Assert.Equal("", b.Git("status", "--porcelain"));
        a.Annex("sync");
        Assert.Equal("new\n", a.Read("new/file"));
        Assert.False(a.Exists("ignored"));
    }

    [Fact]
    public void Pull_does_not_push_and_push_does_not_pull()
    {
        using var sandbox = new Sandbox();
        var a = WithFile(sandbox, "a", Program.Mid);
        var b = sandbox.CloneOf(a, "b", Program.Ours);
        b.Annex("sync");
        b.Write("g", "b\n");
        b.Annex("add", "-q", "g");
        b.Git("commit", "-qm", "g");
        a.Write("h", "a\n");
        a.Annex("add", "-q", "h");
        a.Git("commit", "-qm", "h");
        var synced = a.Ref("synced/master");
        b.Annex("pull");
        Assert.Equal(synced, a.Ref("synced/master"));
        Assert.Equal("a\n", b.Read("h"));
        Assert.Equal("content of f\n", b.Read("f"));
        a.Write("i", "a\n");
        a.Annex("add", "-q", "i");
        a.Git("commit", "-qm", "i");
        b.Annex("push");
        Assert.Equal(b.Head, a.Ref("synced/master"));
        Assert.False(b.Exists("i"));
        Assert.True(a.HasContent("f"));
    }

    [Fact]
    public void Options_say_what_is_left_out()
    {
        using var sandbox = new Sandbox();
        var a = WithFile(sandbox, "a", Program.Ours);
        var b = sandbox.CloneOf(a, "b", Program.Ours);
        b.Annex("sync", "--no-content");
        b.Write("g", "plain\n");
        b.Annex("add", "-q", "g");
        var head = b.Head;
        b.Annex("sync", "--no-commit");
        Assert.Equal(head, b.Head);
        b.Annex("sync", "--no-push");
        Assert.NotEqual(head, b.Head);
        Assert.Equal(head, a.Ref("synced/master"));
        a.Write("h", "h\n");
        a.Annex("assist", "--no-content");
        // nothing can be pushed before that is pulled
        b.TryAnnex("sync", "--no-pull").MustFail();
        Assert.False(b.Exists("h"));
        b.Annex("pull", "--only-annex");
        Assert.False(b.Exists("h"));
        Assert.True(b.HasContent("f"));
        b.Annex("sync", "--cleanup");
        Assert.Null(b.Ref("synced/master"));
        Assert.Null(a.Ref("synced/master"));
        b.TryAnnex("sync", "nobody").MustFail();
    }

    [Fact]
    public void Settings_decide_where_no_option_does_and_may_stand_in_the_branch()
    {
        using var sandbox = new Sandbox();
        var a = WithFile(sandbox, "a", Program.Mid);
        a.Annex("config", "--set", "annex.synccontent", "true");
        a.Annex("config", "--set", "annex.autocommit", "false");
        var b = sandbox.CloneOf(a, "b", Program.Ours);
        b.Write("g", "g\n");
        b.Annex("add", "-q", "g");
        b.Annex("sync");
        Assert.True(b.HasContent("f"));
        Assert.Equal("A  g\n", b.Git("status", "--porcelain"));
        b.Git("config", "annex.autocommit", "true");
        b.Git("config", "remote.origin.annex-push", "false");
        b.Annex("sync");
        Assert.Equal("", b.Git("status", "--porcelain"));
        Assert.NotEqual(b.Head, a.Ref("synced/master"));
        b.Git("config", "remote.origin.annex-sync", "false");
        Assert.DoesNotContain("origin", b.Annex("sync"), StringComparison.Ordinal);
        Assert.Contains("pull origin", b.Annex("sync", "origin"), StringComparison.Ordinal);
    }

    [Fact]
    public void Preferred_content_moves_content_the_same_way_as_the_reference_does()
    {
        using var sandbox = new Sandbox();
        var a = WithFile(sandbox, "a", Program.Mid);
        a.Write("big.iso", "big\n");
        a.Write("small.txt", "small\n");
        a.Annex("add", "-q", ".");
        a.Git("commit", "-qm", "more");
        var b = sandbox.CloneOf(a, "b", Program.Mid);
        var c = sandbox.CloneOf(a, "c", Program.Mid);
        b.AddRemote(c);
        b.Annex("wanted", ".", "include=*.txt");
        b.Annex("wanted", "c", "include=*.iso or include=f");
        b.Annex("get", "-q", ".");
        b.Annex("sync", "-q");
        sandbox.Run(Program.Mid, sandbox.Root, ["sh", "-ec", "mkdir ours; cp -a a b c ours/; for r in a c; do git -C ours/b config --replace-all remote.$(test $r = a && echo origin || echo c).url ../$r; done"]).MustSucceed();
        var ours = new Clone(sandbox, "b", $"{sandbox.Root}/ours/b", Program.Ours);
        b.Annex("sync", "--content");
        ours.Annex("sync", "--content");
        foreach (string name in new[] { "a", "b", "c" })
        {
            var theirs = new Clone(sandbox, name, $"{sandbox.Root}/{name}", Program.Mid);
            var mine = new Clone(sandbox, name, $"{sandbox.Root}/ours/{name}", Program.Mid);
            Assert.Equal((name, theirs.Annex("find", "--in=here")), (name, mine.Annex("find", "--in=here")));
        }
    }

    [Fact]
    public void An_adjusted_branch_is_left_as_it_is()
    {
        using var sandbox = new Sandbox();
        var a = WithFile(sandbox, "a", Program.Mid);
        var b = sandbox.CloneOf(a, "b", Program.Mid);
        b.Annex("adjust", "--unlock");
        a.Write("g", "g\n");
        a.Annex("assist");
        var (head, master) = (b.Head, b.Ref("master"));
        foreach (string command in new[] { "sync", "assist", "merge" })
            Assert.Contains("git checkout master", b.As(Program.Ours).TryAnnex(command).MustFail().Errors, StringComparison.Ordinal);
        Assert.Equal((head, master), (b.Head, b.Ref("master")));
        b.As(Program.Ours).Annex("pull", "--only-annex");
        Assert.True(b.HasContent("f"));
    }
}
