using Breezeway.Annex;
using Breezeway.Annex.Branch;
using Breezeway.Git.History;

namespace Breezeway.Sync.Push;

/// <summary>Pushes to a remote by git, as the user would see it (sync.md 3).</summary>
/// <param name="complain">Shows what git said of a push that failed.</param>
public sealed class GitPushing(AnnexRepository repository, GitRunner runner, Action<string> complain)
{
    readonly CommitGraph _graph = CommitGraph.Of(repository.GitObjects);

    /// <summary>Whether the remote lacks commits of ours, as far as its remote-tracking branches tell. Nothing is pushed before a first commit.</summary>
    /// <param name="branch">Null when only the git-annex branch is synced.</param>
    public bool IsNeeded(string remote, string? branch)
    {
        if (branch is not null && Lacks($"refs/heads/synced/{branch}", $"refs/remotes/{remote}/synced/{branch}")) return true;
        return Lacks(AnnexBranch.RefName, $"refs/remotes/{remote}/git-annex") && Lacks(AnnexBranch.RefName, $"refs/remotes/{remote}/synced/git-annex");
    }

    bool Lacks(string ours, string theirs) => repository.Refs.Read(ours) is { } tip && !(repository.Refs.Read(theirs) is { } there && _graph.IsAncestor(tip, there));

    /// <summary>
    /// synced/BRANCH and synced/git-annex decide whether the push worked. The branches themselves are tried as well, for bare repositories and receive.denyCurrentBranch=updateInstead.
    /// </summary>
    /// <param name="environment">How the remote is reached (RemoteList.GitEnvironment).</param>
    public bool Push(string remote, string? branch, IReadOnlyList<(string Name, string? Value)> environment)
    {
        var git = runner.With(environment);
        string[] quiet = git.Quiet ? ["--quiet"] : [];
        string[] synced = branch is null ? [] : [$"{branch}:synced/{branch}"];
        bool ok = git.Show(["push", .. quiet, remote, .. synced, "+git-annex:synced/git-annex"]) == 0;
        // another clone may have been quicker, or have the branch checked out: neither is a failure
        git.Run("push", remote, "git-annex");
        if (branch is not null && git.Run(["push", .. quiet, remote, branch]) is { Ok: false } refused && !refused.ErrorText.Contains("denyCurrentBranch", StringComparison.Ordinal))
            complain(refused.ErrorText.TrimEnd('\n'));
        return ok;
    }
}
