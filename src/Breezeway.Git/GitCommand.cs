using Breezeway.Base.Processes;

namespace Breezeway.Git;

/// <summary>Commands of git for a certain repository, whatever the environment says of others.</summary>
static class GitCommand
{
    /// <summary><c>git WORDS</c>, started at the top of the work tree, or in the git directory of a bare repository.</summary>
    public static Command In(RepositoryLocation where, params IEnumerable<string> words)
    {
        List<string> all = ["git", $"--git-dir={where.GitDir}"];
        if (where.WorkTree is { } tree) all.Add($"--work-tree={tree}");
        return new Command([.. all, .. words]) { Directory = where.Top };
    }
}
