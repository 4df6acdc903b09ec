using Breezeway.Base.Files;

namespace Breezeway.Interop.Tests.Sync;

/// <summary>The git-annex branch in the hands of both programs: merges, transitions, writers at once, kills.</summary>
public sealed class BranchTests
{
    static string Branch(Clone clone, string file) => clone.Git("show", $"git-annex:{file}");

    [Fact]
    public void Both_merge_the_same_refs_to_the_same_lines()
    {
        using var sandbox = new Sandbox();
        var a = sandbox.Init("a", Program.Mid);
        a.Write("f", "1\n");
        a.Annex("add", "-q", "f");
        a.Git("commit", "-qm", "f");
        foreach (string name in new[] { "b", "c", "d" })
        {
            var b = sandbox.CloneOf(a, name, Program.Mid);
            b.Annex("get", "-q", "f");
            b.Annex("metadata", "-q", "-t", name, "f");
        }
        a.Git("fetch", "-q", "--all");
        sandbox.Run(Program.Mid, sandbox.Root, ["cp", "-a", "a", "ours"]).MustSucceed();
        var ours = new Clone(sandbox, "ours", $"{sandbox.Root}/ours", Program.Ours);
        a.Annex("merge");
        ours.Annex("merge");
        Assert.Equal(a.Git("rev-parse", "git-annex^{tree}"), ours.Git("rev-parse", "git-annex^{tree}"));
        // and each takes the other's for merged
        var tip = ours.Ref("git-annex");
        ours.As(Program.Mid).Annex("merge");
        Assert.Equal(tip, ours.Ref("git-annex"));
    }

    [Theory]
    [InlineData(Program.Ours, Program.Mid)]
    [InlineData(Program.Mid, Program.Ours)]
    public void What_one_forgets_the_other_forgets_with_the_next_sync_and_keeps_its_news(Program first, Program second)
    {
        using var sandbox = new Sandbox();
        var a = sandbox.Init("a", first);
        a.Write("f", "1\n");
        a.Annex("add", "-q", "f");
        a.Git("commit", "-qm", "f");
        var b = sandbox.CloneOf(a, "b", second);
        b.Annex("sync", "-q");
        a.Annex("forget", "--force");
        b.Annex("get", "-q", "f");
        b.Annex("sync", "-q");
        a.Annex("sync", "-q");
        b.Annex("sync", "-q");
        a.Annex("sync", "-q");
        foreach (var clone in new[] { a, b })
        {
            Assert.Equal(1, clone.Git("log", "--format=%s", "git-annex").Split('\n').Count(s => s.StartsWith("new branch for transition", StringComparison.Ordinal)));
            Assert.DoesNotContain("branch created", clone.Git("log", "--format=%s", "git-annex"), StringComparison.Ordinal);
            Assert.Equal(2, clone.Annex("whereis", "f").Split('\n').Count(l => l.Contains("-- ", StringComparison.Ordinal)));
        }
        Assert.Equal(a.Git("rev-parse", "git-annex^{tree}"), b.Git("rev-parse", "git-annex^{tree}"));
    }

    [Fact]
    public void Of_two_writers_at_once_neither_loses_a_line()
    {
        using var sandbox = new Sandbox();
        var a = sandbox.Init("a", Program.Mid);
        for (int i = 0; i < 12; i++) a.Write($"f{i}", $"content {i}\n");
        a.Annex("add", "-q", ".");
        a.Git("commit", "-qm", "files");
        var b = sandbox.CloneOf(a, "b", Program.Mid);
        // both record locations in b's branch, each with a process per file
        var threads = new[] { (Program.Mid, 0), (Program.Ours, 6) }.Select(p => new Thread(() =>
        {
            for (int i = p.Item2; i < p.Item2 + 6; i++) b.As(p.Item1).Annex("get", "-q", $"f{i}");
        })).ToList();
        foreach (var t in threads) t.Start();
        foreach (var t in threads) t.Join();
        foreach (var program in new[] { Program.Mid, Program.Ours })
            Assert.Equal(12, b.As(program).Annex("find", "--in=here").TrimEnd('\n').Split('\n').Length);
        Assert.Equal(12, b.As(Program.Mid).Annex("find", "--copies=2").TrimEnd('\n').Split('\n').Length);
        b.Git("fsck", "--no-dangling", "--no-progress");
        Assert.Empty(Fs.List($"{b.GitFolder}/annex/journal"));
    }

    /// <summary>A kill at every effect of a merge of three refs with a journal waiting.</summary>
    [Fact]
    public void Killed_anywhere_in_a_merge_both_programs_go_on_from_there()
    {
        using var sandbox = new Sandbox();
        var a = sandbox.Init("a", Program.Mid);
        a.Write("f", "1\n");
        a.Annex("add", "-q", "f");
        a.Git("commit", "-qm", "f");
        foreach (string name in new[] { "b", "c" })
        {
            var b = sandbox.CloneOf(a, name, Program.Mid);
            b.Annex("get", "-q", "f");
        }
        a.Git("fetch", "-q", "--all");
        a.Git("-c", "annex.alwayscommit=false", "annex", "metadata", "-q", "-t", "waiting", "f");
        string? expected = null;
        int step = Machine.Long ? 1 : 3, kills = 0, locks = 0;
        for (int n = 0; ; n += n == 0 ? 1 : step)
        {
            string folder = $"{sandbox.Root}/k{n}";
            sandbox.Run(Program.Mid, sandbox.Root, ["cp", "-a", "a", folder]).MustSucceed();
            var clone = new Clone(sandbox, $"k{n}", folder, Program.Ours);
            var killed = sandbox.Run(Program.Ours, folder, ["git-annex", "merge"], environment: n == 0 ? null : Trace.KillOurs(n));
            if (n > 0 && killed.Ok) break;
            if (n > 0) { Assert.Equal(137, killed.ExitCode); kills++; }
            clone.Git("fsck", "--no-dangling", "--no-progress");
            // a lock that is left stops the reference, as one of git's own would: our next start takes it away
            bool locked = Fs.Exists($"{clone.GitFolder}/refs/heads/git-annex.lock");
            if (locked) locks++;
            clone.As(kills % 2 == 0 || locked ? Program.Ours : Program.Mid).Annex("merge");
            string tree = string.Join('\n', clone.Git("ls-tree", "-r", "--name-only", "git-annex").Split('\n').Where(f => f.Length > 0).Select(f => string.Join('\n', Branch(clone, f).Split('\n').Order())));
            Assert.Equal(expected ??= tree, tree);
            Assert.Empty(Fs.List($"{clone.GitFolder}/annex/journal"));
            sandbox.Run(Program.Mid, sandbox.Root, ["sh", "-c", $"chmod -R u+w {folder}; rm -rf {folder}"]);
        }
        Assert.True(kills > 3 && locks < kills / 2, $"{kills} kills, {locks} locks");
    }

    [Fact]
    public void Repositories_that_are_tuned_differently_are_refused_as_the_reference_refuses_them()
    {
        using var sandbox = new Sandbox();
        var a = sandbox.Init("a", Program.Mid);
        string path = $"{sandbox.Root}/b";
        sandbox.Git(Program.Mid, sandbox.Root, "init", "-q", path).MustSucceed();
        sandbox.Git(Program.Mid, path, "-c", "annex.tune.objecthash1=true", "annex", "init").MustSucceed();
        a.Git("remote", "add", "b", path);
        a.Git("fetch", "-q", "b");
        var ours = a.As(Program.Ours).TryAnnex("merge").MustFail();
        Assert.Contains("tuned in incompatible way", ours.Errors, StringComparison.Ordinal);
        Assert.Equal(a.TryAnnex("merge").ExitCode, ours.ExitCode);
    }

    [Fact]
    public void A_private_repository_stays_out_of_the_branch_whoever_writes()
    {
        using var sandbox = new Sandbox();
        var a = sandbox.Init("a", Program.Mid);
        a.Write("f", "1\n");
        a.Annex("add", "-q", "f");
        a.Git("commit", "-qm", "f");
        sandbox.Git(Program.Ours, sandbox.Root, "clone", "-q", a.Path, $"{sandbox.Root}/p").MustSucceed();
        var p = new Clone(sandbox, "p", $"{sandbox.Root}/p", Program.Ours);
        p.Git("config", "annex.private", "true");
        p.Annex("init", "private one");
        p.Annex("get", "f");
        p.Annex("sync");
        string uuid = p.Git("config", "annex.uuid").Trim();
        p.TryGit("grep", "-q", uuid, "git-annex").MustFail();
        foreach (var program in new[] { Program.Ours, Program.Mid })
            Assert.Contains("private one", p.As(program).Annex("whereis", "f"), StringComparison.Ordinal);
        p.As(Program.Mid).Annex("drop", "f");
        Assert.DoesNotContain("private one", p.Annex("whereis", "f"), StringComparison.Ordinal);
    }
}
