using Breezeway.Annex;
using Breezeway.Base.Processes;

namespace Breezeway.Sync.Push;

/// <summary>Pushes and fetches by git itself, for where refs cannot be changed in process (sync.md 3).</summary>
public static class GitPush
{
    /// <summary>All in one connection. Ok when synced/BRANCH and synced/git-annex arrived: the branches themselves may be refused, since somebody has them checked out or was quicker.</summary>
    /// <param name="environment">How the remote is reached (RemoteList.GitEnvironment); null for a path.</param>
    /// <param name="stop">Ends the git that runs.</param>
    /// <exception cref="Git.GitFailed">The remote cannot be reached, or git cannot push at all.</exception>
    public static PushResult Push(AnnexRepository here, string remote, string? branch, IReadOnlyList<(string, string?)>? environment = null, CancellationToken stop = default)
    {
        string[] own = branch is null || here.Refs.Read($"refs/heads/{branch}") is null ? [] : [$"refs/heads/{branch}:refs/heads/synced/{branch}", $"refs/heads/{branch}:refs/heads/{branch}"];
        var r = Run(here, ["push", "--porcelain", remote, .. own, "+refs/heads/git-annex:refs/heads/synced/git-annex", "refs/heads/git-annex:refs/heads/git-annex"], environment, stop);
        if (r.Ok) return PushResult.Ok;
        // a line for each ref: flag, FROM:TO, what happened
        var lines = r.Text.Split('\n').Select(l => l.Split('\t')).Where(l => l.Length == 3).ToList();
        if (lines.Count == 0) throw new Git.GitFailed(["push", remote], r.ExitCode, r.ErrorText);
        return lines.Any(l => l[0] == "!" && l[1].Contains(":refs/heads/synced/", StringComparison.Ordinal)) ? PushResult.Behind : PushResult.Ok;
    }

    /// <summary>Whether any remote-tracking branch moved. Throws <see cref="Git.GitFailed"/> when the remote cannot be reached.</summary>
    /// <param name="environment">As for <see cref="Push"/>.</param>
    /// <param name="stop">Ends the git that runs.</param>
    public static bool Fetch(AnnexRepository here, string remote, IReadOnlyList<(string, string?)>? environment = null, CancellationToken stop = default)
    {
        var before = here.Refs.List($"refs/remotes/{remote}/");
        var r = Run(here, ["fetch", "--quiet", remote], environment, stop);
        if (!r.Ok) throw new Git.GitFailed(["fetch", remote], r.ExitCode, r.ErrorText);
        return !before.SequenceEqual(here.Refs.List($"refs/remotes/{remote}/"));
    }

    static Finished Run(AnnexRepository here, string[] words, IReadOnlyList<(string, string?)>? environment, CancellationToken stop) =>
        Child.Run(new Command(["git", .. words]) { Directory = here.Top, Environment = [("GIT_TERMINAL_PROMPT", "0"), .. environment ?? []] }, stop: stop);
}
