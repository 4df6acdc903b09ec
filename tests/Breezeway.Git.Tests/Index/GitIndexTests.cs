using Breezeway.Base.Files;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Tests.Index;

public sealed class GitIndexTests : IDisposable
{
    readonly GitRepo _repo = new();
    readonly GitIndex _index;

    public GitIndexTests() => _index = new GitIndex(Path.Combine(_repo.GitDir, "index"));

    public void Dispose() => _repo.Dispose();

    IndexEntry Staged(string path)
    {
        var stat = Fs.LStat(_repo.At(path))!.Value;
        return new IndexEntry(path, GitMode.File, Sha.Parse(_repo.Git("hash-object", "-w", path)), IndexStat.Of(stat));
    }

    [Fact]
    public void No_index_is_an_empty_one_and_the_first_write_makes_it()
    {
        Assert.Equal(0, _index.Read().Count);
        _repo.Write("d/f", "x");
        using (var held = _index.TryLock(TimeSpan.Zero)!)
        {
            held.Write([IndexEdit.Set(Staged("d/f"))], null);
            Assert.Contains("index.lock", _repo.TryGit("add", ".").Error);
            held.Commit();
        }
        Assert.Equal("A  d/f", _repo.Git("status", "--porcelain"));
        Assert.Equal("", _repo.Git("diff-files"));
        Assert.Equal(1, _index.Read().Count);
        Assert.False(File.Exists(_index.Path + ".lock"));
    }

    [Fact]
    public void What_git_changes_is_noticed_and_what_did_not_change_is_not_read_again()
    {
        _repo.Write("a", "x");
        _repo.Git("add", "a");
        var first = _index.Read();
        Assert.Same(first, _index.Read());
        _repo.Write("b", "x");
        _repo.Git("add", "b");
        Assert.Equal(2, _index.Read().Count);
        File.Delete(_index.Path);
        Assert.Equal(0, _index.Read().Count);
    }

    [Fact]
    public void A_lock_that_is_dropped_changes_nothing_and_one_that_is_held_is_waited_for()
    {
        _repo.Write("a", "x");
        _repo.Git("add", "a");
        using (var held = _index.TryLock(TimeSpan.Zero)!)
        {
            held.Write([IndexEdit.Remove("a")], null);
            Assert.Null(new GitIndex(_index.Path).TryLock(TimeSpan.Zero));
        }
        Assert.Equal("a", _repo.Git("ls-files"));
        _repo.Git("add", "a");
    }

    [Fact]
    public void A_damaged_index_leaves_no_lock_behind()
    {
        File.WriteAllText(_index.Path, "nonsense that is long enough to be looked at");
        Assert.Throws<CorruptData>(() => _index.TryLock(TimeSpan.Zero));
        Assert.False(File.Exists(_index.Path + ".lock"));
    }

    [Fact]
    public void An_entry_with_true_stat_data_is_clean_for_git_without_a_look_at_the_file()
    {
        _repo.Write("a", "x");
        _repo.Run(_repo.Top, "touch", ["-d", "2020-01-01T00:00:00.123456789Z", "a"]);
        using (var held = _index.TryLock(TimeSpan.Zero)!)
        {
            held.Write([IndexEdit.Set(Staged("a"))], null);
            held.Commit();
        }
        byte[] before = File.ReadAllBytes(_index.Path);
        _repo.Git("update-index", "--refresh");
        Assert.Equal(before, File.ReadAllBytes(_index.Path));
        Assert.Equal("", _repo.Git("diff-files", "--raw"));
    }
}
