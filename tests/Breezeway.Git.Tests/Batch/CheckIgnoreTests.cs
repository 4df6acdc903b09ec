using Breezeway.Git.Batch;

namespace Breezeway.Git.Tests.Batch;

public sealed class CheckIgnoreTests : IDisposable
{
    readonly GitRepo _repo = new();
    readonly CheckIgnore _check;

    public CheckIgnoreTests() => _check = new CheckIgnore(RepositoryLocation.At(_repo.Top)!);

    public void Dispose()
    {
        _check.Dispose();
        _repo.Dispose();
    }

    [Fact]
    public void Patterns_of_all_files_count()
    {
        _repo.Write(".gitignore", "*.o\nbuild/\n!keep.o\n");
        _repo.Write("d/.gitignore", "local\n");
        _repo.Write(".git/info/exclude", "private\n");
        _repo.Write("build/x", "");
        Assert.True(_check.IsIgnored("a.o"));
        Assert.True(_check.IsIgnored("d/e/a.o"));
        Assert.False(_check.IsIgnored("keep.o"));
        Assert.True(_check.IsIgnored("build"));
        Assert.True(_check.IsIgnored("build/x"));
        Assert.True(_check.IsIgnored("d/local"));
        Assert.False(_check.IsIgnored("local"));
        Assert.True(_check.IsIgnored("private"));
        Assert.False(_check.IsIgnored(""));
        Assert.Equal(new IgnoreMatch(".gitignore", 3, "!keep.o"), _check.Match("keep.o"));
        Assert.Null(_check.Match("nothing"));
    }

    [Fact]
    public void Odd_names_are_names_and_not_patterns()
    {
        _repo.Write(".gitignore", "*.o\n");
        foreach (string name in (string[])["line\nbreak.o", "\u00e9\u00ff.o", ":(top)x.o", "\"q\".o", "*.o"]) Assert.True(_check.IsIgnored(name), name);
        foreach (string name in (string[])["line\n", "*", ":!x", "-v"]) Assert.False(_check.IsIgnored(name), name);
    }

    [Fact]
    public void A_changed_gitignore_counts_after_a_rest()
    {
        _repo.Write(".gitignore", "a\n");
        Assert.True(_check.IsIgnored("a"));
        _repo.Write(".gitignore", "b\n");
        _check.Rest();
        Assert.False(_check.IsIgnored("a"));
        Assert.True(_check.IsIgnored("b"));
    }

    [Fact]
    public void A_tracked_file_is_answered_by_patterns_alone()
    {
        _repo.Write("a.o", "");
        _repo.Git("add", "a.o");
        _repo.Write(".gitignore", "*.o\n");
        Assert.True(_check.IsIgnored("a.o"));
    }

    [Fact]
    public void A_path_below_a_symlink_does_not_spoil_the_others()
    {
        _repo.Write(".gitignore", "*.o\n");
        _repo.Run(_repo.Top, "ln", ["-s", "/tmp", "link"]);
        Assert.Equal(["a.o", "b.o"], _check.IgnoredOf(["a.o", "link/c.o", "b.o", "c"]).Order());
        Assert.False(_check.IsIgnored("link/c.o"));
        Assert.True(_check.IsIgnored("a.o"));
    }

    [Fact]
    public void Many_paths_at_once_are_answered()
    {
        _repo.Write(".gitignore", "*7\n");
        var ignored = _check.IgnoredOf(Enumerable.Range(0, 20_000).Select(i => $"{new string('d', 100)}/{i}"));
        Assert.Equal(2000, ignored.Count);
    }
}
