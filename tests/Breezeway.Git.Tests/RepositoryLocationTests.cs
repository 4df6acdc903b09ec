namespace Breezeway.Git.Tests;

public sealed class RepositoryLocationTests
{
    static RepositoryLocation? Find(string start) => RepositoryLocation.Discover(start, useEnvironment: false);

    static void SameAsGit(GitRepo repo, string folder)
    {
        string Ask(string what) => repo.Run(folder, "git", ["rev-parse", "--path-format=absolute", what]).Output.Trim();
        var found = Find(folder)!;
        Assert.Equal(Ask("--git-dir"), found.GitDir);
        Assert.Equal(Ask("--git-common-dir"), found.CommonDir);
        Assert.Equal(Ask("--is-bare-repository") == "true", found.IsBare);
        if (!found.IsBare && Ask("--is-inside-work-tree") == "true") Assert.Equal(Ask("--show-toplevel"), found.WorkTree);
    }

    [Fact]
    public void An_ordinary_repository_is_found_from_below()
    {
        using var repo = new GitRepo();
        Directory.CreateDirectory(repo.At("a/b"));
        SameAsGit(repo, repo.Top);
        SameAsGit(repo, repo.At("a/b"));
        Assert.Equal(repo.Top, Find(repo.At("a/./b/../b/"))!.Top);
        Assert.Null(RepositoryLocation.At(repo.At("a")));
    }

    [Fact]
    public void A_bare_repository_is_found()
    {
        using var repo = new GitRepo("--bare");
        SameAsGit(repo, repo.Top);
        SameAsGit(repo, repo.At("objects"));
        Assert.Equal(repo.Top, Find(repo.Top)!.Top);
    }

    [Fact]
    public void Linked_work_trees_and_submodules_are_found_through_their_git_files()
    {
        using var repo = new GitRepo();
        repo.Git("commit", "-q", "--allow-empty", "-m", "x");
        repo.Git("worktree", "add", "-q", "../linked");
        SameAsGit(repo, Path.Combine(repo.Home, "linked"));
        repo.Git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", repo.Top, "sub");
        SameAsGit(repo, repo.At("sub"));
        repo.Run(repo.Home, "git", ["init", "-q", "--separate-git-dir", "elsewhere", "w"]);
        SameAsGit(repo, Path.Combine(repo.Home, "w"));
    }

    [Fact]
    public void A_configured_work_tree_counts()
    {
        using var repo = new GitRepo();
        Directory.CreateDirectory(Path.Combine(repo.Home, "tree"));
        repo.Git("config", "core.worktree", "../../tree");
        Assert.Equal(Path.Combine(repo.Home, "tree"), Find(repo.Top)!.WorkTree);
    }

    [Fact]
    public void A_work_tree_that_is_said_to_be_bare_is_bare()
    {
        using var repo = new GitRepo();
        repo.Git("config", "core.bare", "true");
        SameAsGit(repo, repo.Top);
    }

    [Fact]
    public void Inside_the_git_directory_the_repository_is_found_too()
    {
        using var repo = new GitRepo();
        SameAsGit(repo, Path.Combine(repo.GitDir, "objects"));
        SameAsGit(repo, repo.GitDir);
    }

    [Fact]
    public void Outside_there_is_none() => Assert.Null(Find("/proc"));
}
