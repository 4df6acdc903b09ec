using Breezeway.Assistant.Watch;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Assistant.Tests.Watch;

public sealed class RefsWatcherTests : IDisposable
{
    readonly TempTree _t = new();

    public RefsWatcherTests()
    {
        Git("init", "-q", "-b", "master");
        Git("commit", "-q", "--allow-empty", "-m", "first");
    }

    public void Dispose() => _t.Dispose();

    void Git(params string[] arguments)
    {
        string[] all = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", .. arguments];
        using var child = Child.Start(new Command(all) { Directory = _t.Top, Output = Stdio.Null, Errors = Stdio.Null });
        Assert.Equal(0, child.Wait());
    }

    RefsWatcher Start() => RefsWatcher.Start(_t.At(".git"));

    static async Task Comes(Signal signal) => await signal.WaitAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_commit_changes_refs_but_not_HEAD()
    {
        using var w = Start();
        Git("commit", "-q", "--allow-empty", "-m", "second");
        await Comes(w.RefsChanged);
        Git("config", "a.b", "c");         // by then all earlier events are through
        await Comes(w.ConfigChanged);
        Assert.False(w.HeadChanged.TryTake());
    }

    [Fact]
    public async Task A_ref_in_a_directory_made_for_it_is_noticed_and_so_is_its_next_value()
    {
        using var w = Start();
        Git("update-ref", "refs/remotes/o/deep/er/x", "HEAD");
        await Comes(w.RefsChanged);
        Git("config", "a.b", "c");
        await Comes(w.ConfigChanged);
        w.RefsChanged.TryTake();
        Git("commit", "-q", "--allow-empty", "-m", "second");
        Git("update-ref", "refs/remotes/o/deep/er/x", "HEAD");
        await Comes(w.RefsChanged);
    }

    [Fact]
    public async Task Packing_and_a_new_loose_ref_after_it_are_noticed()
    {
        Git("branch", "a/b/c");
        using var w = Start();
        Git("pack-refs", "--all");           // also removes the emptied directories
        await Comes(w.RefsChanged);
        Git("config", "a.b", "c");
        await Comes(w.ConfigChanged);
        w.RefsChanged.TryTake();
        Git("commit", "-q", "--allow-empty", "-m", "second");
        Git("branch", "-f", "a/b/c");
        await Comes(w.RefsChanged);
    }

    [Fact]
    public async Task HEAD_index_and_configuration_have_signals_of_their_own()
    {
        using var w = Start();
        Git("checkout", "-q", "-b", "other");
        await Comes(w.HeadChanged);
        _t.Write("f");
        Git("add", "f");
        await Comes(w.IndexChanged);
        _t.Write(".git/info/exclude", "*.o");
        await Comes(w.ConfigChanged);
        _t.Delete(".git/info");
        await Comes(w.ConfigChanged);
        _t.Dir(".git/info");
        await Comes(w.ConfigChanged);
    }

    [Fact]
    public async Task Lock_files_are_ignored()
    {
        using var w = Start();
        foreach (var name in (string[])["HEAD.lock", "index.lock", "packed-refs.lock", "refs/heads/master.lock"]) { _t.Write($".git/{name}"); _t.Delete($".git/{name}"); }
        Git("config", "a.b", "c");
        await Comes(w.ConfigChanged);
        Assert.False(w.RefsChanged.TryTake() || w.HeadChanged.TryTake() || w.IndexChanged.TryTake());
    }

    [Fact]
    public async Task A_linked_worktree_has_its_own_HEAD_and_shares_the_refs()
    {
        Git("worktree", "add", "-q", "-b", "side", "wt");
        using var w = RefsWatcher.Start(_t.At(".git/worktrees/wt"), _t.At(".git"));
        Git("checkout", "-q", "-b", "third");   // the main work tree's HEAD is not ours
        await Comes(w.RefsChanged);
        Git("-C", "wt", "checkout", "-q", "-b", "fourth");
        await Comes(w.HeadChanged);
        Git("config", "a.b", "c");
        await Comes(w.ConfigChanged);
        Assert.False(w.HeadChanged.TryTake());
    }

    [Fact]
    public async Task When_the_repository_vanishes_who_waits_is_told()
    {
        using var w = Start();
        Fs.RemoveTree(_t.At(".git"));
        var e = await Assert.ThrowsAnyAsync<Exception>(async () => { while (true) await Comes(w.IndexChanged); });
        Assert.True(e is FileError || e.InnerException is FileError, e.ToString());
    }
}
