using Breezeway.Git.Config;
using Breezeway.Git.Objects;
using Breezeway.Git.Refs;

namespace Breezeway.Git.Tests.Refs;

public sealed class RefStoreTests : IDisposable
{
    const string Who = "A U Thor <a@example.org> 1700000000 +0100";

    readonly GitRepo _repo = new();
    readonly RefStore _refs;
    readonly Sha _one, _two;

    public RefStoreTests()
    {
        _refs = new RefStore(RepositoryLocation.At(_repo.Top)!);
        _repo.Git("commit", "-q", "--allow-empty", "-m", "one");
        _one = Sha.Parse(_repo.Git("rev-parse", "HEAD"));
        _repo.Git("commit", "-q", "--allow-empty", "-m", "two");
        _two = Sha.Parse(_repo.Git("rev-parse", "HEAD"));
    }

    public void Dispose() => _repo.Dispose();

    string InGitDir(string path) => Path.Combine(_repo.GitDir, path);

    string ForEachRef() => _repo.Git("for-each-ref", "--format=%(objectname) %(refname)");

    string Listed() => string.Join('\n', _refs.List("refs/").Select(r => $"{r.Value} {r.Name}"));

    [Fact]
    public void Loose_packed_and_symbolic_refs_are_read()
    {
        _repo.Git("tag", "-a", "-m", "x", "annotated");
        _repo.Git("branch", "side", "HEAD~1");
        _repo.Git("symbolic-ref", "refs/heads/link", "refs/heads/side");
        Assert.Equal("master", _refs.CurrentBranch);
        Assert.Equal(_two, _refs.Read("HEAD"));
        Assert.Equal(_one, _refs.Read("refs/heads/link"));
        Assert.Equal("refs/heads/side", _refs.SymbolicTarget("refs/heads/link"));
        Assert.Null(_refs.Read("refs/heads/none"));
        Assert.Null(_refs.Read("refs/heads"));
        Assert.Equal(ForEachRef(), Listed());
        _repo.Git("pack-refs", "--all");
        Assert.Equal(_one, _refs.Read("refs/heads/side"));
        Assert.Equal(ForEachRef(), Listed());
        _repo.Git("branch", "-f", "side", "HEAD");
        Assert.Equal(_two, _refs.Read("refs/heads/side"));
        Assert.Equal(ForEachRef(), Listed());
        _repo.Git("checkout", "-q", "--detach");
        Assert.Null(_refs.Head);
        Assert.Equal(_two, _refs.Read("HEAD"));
    }

    [Fact]
    public void An_update_is_what_git_sees_and_is_logged_as_git_logs()
    {
        Assert.True(_refs.TryUpdate("refs/heads/new/deep", _one, default(Sha), Who, "made:  by\nus "));
        Assert.Equal(_one.ToString(), _repo.Git("rev-parse", "new/deep"));
        Assert.Equal($"{default(Sha)} {_one} {Who}\tmade: by us", _repo.Git("reflog", "show", "--format=", "new/deep") is "" ? File.ReadAllText(InGitDir("logs/refs/heads/new/deep")).TrimEnd('\n') : "");
        Assert.True(_refs.TryUpdate("HEAD", _one, _two, Who, "reset"));
        Assert.Equal(_one.ToString(), _repo.Git("rev-parse", "master"));
        Assert.Equal("ref: refs/heads/master\n", File.ReadAllText(InGitDir("HEAD")));
        foreach (string log in (string[])["logs/HEAD", "logs/refs/heads/master"])
            Assert.Equal($"{_two} {_one} {Who}\treset", File.ReadLines(InGitDir(log)).Last());
        Assert.Equal("reset", _repo.Git("reflog", "-1", "--format=%gs", "master"));
        Assert.True(_refs.TryUpdate("refs/synced/x", _one, null, Who, "m"));
        Assert.False(File.Exists(InGitDir("logs/refs/synced/x")));
        _repo.Git("fsck");
        Assert.Empty(Directory.EnumerateFiles(_repo.GitDir, "*.lock", SearchOption.AllDirectories));
    }

    [Fact]
    public void An_unexpected_old_value_refuses_the_update()
    {
        Assert.False(_refs.TryUpdate("refs/heads/master", _one, _one, Who, "m"));
        Assert.False(_refs.TryUpdate("refs/heads/master", _one, default(Sha), Who, "m"));
        Assert.False(_refs.TryUpdate("refs/heads/none", _one, _two, Who, "m"));
        _repo.Git("pack-refs", "--all");
        Assert.False(_refs.TryUpdate("refs/heads/master", _one, default(Sha), Who, "m"));
        Assert.True(_refs.TryUpdate("refs/heads/master", _one, _two, Who, "m"));
        Assert.Equal(ForEachRef(), Listed());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_name_cannot_be_a_ref_and_a_directory_of_refs(bool packed)
    {
        _repo.Git("branch", "synced/master");
        if (packed) _repo.Git("pack-refs", "--all");
        Assert.False(_refs.TryUpdate("refs/heads/synced", _one, null, Who, "m"));
        Assert.False(_refs.TryUpdate("refs/heads/synced/master/x", _one, null, Who, "m"));
        Assert.False(_refs.TryUpdate("refs/heads/synced/master/x/y", _one, null, Who, "m"));
        _repo.Git("branch", "-D", "synced/master");
        Directory.CreateDirectory(InGitDir("refs/heads/synced/empty"));
        Directory.CreateDirectory(InGitDir("logs/refs/heads/synced/empty"));
        Assert.True(_refs.TryUpdate("refs/heads/synced", _one, null, Who, "m"));
        Assert.Equal(_one.ToString(), _repo.Git("rev-parse", "synced"));
        Assert.Single(File.ReadLines(InGitDir("logs/refs/heads/synced")));
    }

    [Fact]
    public void A_held_lock_is_respected()
    {
        using (var held = _refs.TryLock("refs/heads/master"))
        {
            Assert.NotNull(held);
            Assert.NotEqual(0, _repo.TryGit("update-ref", "refs/heads/master", _one.ToString()).Code);
            Assert.Equal(_two, held.Value);
            Assert.True(held.TrySet(_one, _two, Who, "m"));
        }
        _repo.Git("update-ref", "refs/heads/master", _two.ToString());
        Assert.Equal(_two, _refs.Read("HEAD"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_deleted_ref_is_gone_loose_and_packed_with_its_log(bool packed)
    {
        _repo.Git("tag", "-a", "-m", "x", "annotated");
        _repo.Git("branch", "a/b/c");
        _repo.Git("branch", "a/d");
        if (packed) _repo.Git("pack-refs", "--all");
        Assert.False(_refs.TryDelete("refs/heads/a/b/c", _one));
        Assert.True(_refs.TryDelete("refs/heads/a/b/c", _two));
        Assert.True(_refs.TryDelete("refs/heads/a/b/c"));
        Assert.False(_refs.TryDelete("refs/heads/a/b/c", _two));
        Assert.True(_refs.TryDelete("refs/tags/annotated"));
        Assert.Equal(ForEachRef(), Listed());
        Assert.Equal($"{_two} refs/heads/a/d\n{_two} refs/heads/master", ForEachRef());
        Assert.False(Directory.Exists(InGitDir("logs/refs/heads/a/b")));
        Assert.False(Directory.Exists(InGitDir("refs/heads/a/b")));
        Assert.True(Directory.Exists(InGitDir("refs/tags")));
        _repo.Git("fsck");
    }

    [Fact]
    public void Settings_say_which_logs_are_begun()
    {
        RefStore With(string value) => new(RepositoryLocation.At(_repo.Top)!, new GitConfig([new("core.logallrefupdates", value)]));
        Assert.True(With("false").TryUpdate("refs/heads/a", _one, null, Who, "m"));
        Assert.False(File.Exists(InGitDir("logs/refs/heads/a")));
        Assert.True(With("true").TryUpdate("refs/notes/a", _one, null, Who, ""));
        Assert.Equal($"{default(Sha)} {_one} {Who}\n", File.ReadAllText(InGitDir("logs/refs/notes/a")));
        Assert.True(With("always").TryUpdate("refs/x/a", _one, null, Who, "m"));
        Assert.True(File.Exists(InGitDir("logs/refs/x/a")));
        using var bare = new GitRepo("--bare");
        var refs = new RefStore(RepositoryLocation.At(bare.Top)!);
        Assert.True(refs.TryUpdate("refs/heads/a", _one, null, Who, "m"));
        Assert.False(Directory.Exists(bare.At("logs")));
    }

    [Fact]
    public void Head_is_switched()
    {
        _repo.Git("branch", "side", "HEAD~1");
        Assert.True(_refs.TrySetSymbolic("HEAD", "refs/heads/side", Who, "checkout: moving from master to side"));
        Assert.Equal("refs/heads/side", _repo.Git("symbolic-ref", "HEAD"));
        Assert.Equal($"{_two} {_one} {Who}\tcheckout: moving from master to side", File.ReadLines(InGitDir("logs/HEAD")).Last());
    }

    [Fact]
    public void A_linked_work_tree_has_its_own_head_and_shares_the_rest()
    {
        _repo.Git("worktree", "add", "-q", "-b", "side", "../linked", "HEAD~1");
        var linked = new RefStore(RepositoryLocation.At(Path.Combine(_repo.Home, "linked"))!);
        Assert.Equal("side", linked.CurrentBranch);
        Assert.Equal(_one, linked.Read("HEAD"));
        Assert.Equal(_two, linked.Read("refs/heads/master"));
        Assert.True(linked.TryUpdate("refs/heads/side", _two, _one, Who, "m"));
        Assert.Equal(_two, _refs.Read("refs/heads/side"));
        Assert.Equal($"{_one} {_two} {Who}\tm", File.ReadLines(InGitDir("worktrees/linked/logs/HEAD")).Last());
        Assert.True(linked.TryUpdate("refs/worktree/x", _two, null, Who, "m"));
        Assert.Null(_refs.Read("refs/worktree/x"));
    }

    [Fact]
    public void An_empty_ref_file_counts_as_none_and_nonsense_is_corrupt_data()
    {
        File.WriteAllText(InGitDir("refs/heads/empty"), "");
        Assert.Null(_refs.Read("refs/heads/empty"));
        File.WriteAllText(InGitDir("refs/heads/bad"), "hello\n");
        Assert.Throws<CorruptData>(() => _refs.Read("refs/heads/bad"));
        File.WriteAllText(InGitDir("refs/heads/loop"), "ref: refs/heads/loop\n");
        Assert.Null(_refs.Read("refs/heads/loop"));
    }

    [Theory]
    [InlineData("HEAD", true)]
    [InlineData("refs/heads/a.b/c-d", true)]
    [InlineData("refs/heads/\u00e9", true)]
    [InlineData("refs/heads/", false)]
    [InlineData("refs/heads/a..b", false)]
    [InlineData("refs/heads/.a", false)]
    [InlineData("refs/heads/a.lock", false)]
    [InlineData("refs/heads/a.lock/b", false)]
    [InlineData("refs/heads/a b", false)]
    [InlineData("refs/heads/a\n", false)]
    [InlineData("refs/heads/a@{b", false)]
    [InlineData("refs/heads/a*", false)]
    [InlineData("refs//a", false)]
    [InlineData("refs/heads/a.", false)]
    [InlineData("../x", false)]
    [InlineData("", false)]
    public void Names_are_checked_as_git_checks_them(string name, bool valid)
    {
        Assert.Equal(valid, RefName.IsValid(name));
        if (name.StartsWith("refs/")) Assert.Equal(valid, _repo.TryGit("check-ref-format", name).Code == 0);
    }

    [Fact]
    public async Task Two_writers_and_git_lose_no_update()
    {
        // Each adds commits of its own on top of whatever is there; at the end all are in the history.
        var store = new ObjectStore(RepositoryLocation.At(_repo.Top)!);
        int made = 0;
        async Task Writer(int id)
        {
            await Task.Yield();
            for (int i = 0; i < 20; i++)
            {
                while (true)
                {
                    var old = _refs.Read("refs/heads/master")!.Value;
                    var commit = store.Write(new Commit(Sha.EmptyTree, [old], Who, Who, $"{id} {i}\n"));
                    if (_refs.TryUpdate("refs/heads/master", commit, old, Who, "m")) break;
                }
                Interlocked.Increment(ref made);
                if (i % 7 == 0) _repo.TryGit("pack-refs", "--all");
            }
        }
        await Task.WhenAll(Task.Run(() => Writer(1)), Task.Run(() => Writer(2)));
        store.Dispose();
        Assert.Equal(40, made);
        Assert.Equal("42", _repo.Git("rev-list", "--count", "master"));
        _repo.Git("fsck");
    }
}
