using Breezeway.Annex;
using Breezeway.Base.Processes;

namespace Breezeway.Sync.Push;

/// <summary>Pushes and fetches by git itself, for where refs cannot be changed in process (sync.md 3).</summary>
public static class GitPush
{
    /// <param name="environment">How the remote is reached (RemoteList.GitEnvironment); null for a path.</param>
    public static PushResult Push(AnnexRepository here, string remote, string? branch, IReadOnlyList<(string, string?)>? environment = null)
    {
        string[] refs = branch is null ? ["+git-annex:synced/git-annex"] : [$"{branch}:synced/{branch}", "+git-annex:synced/git-annex"];
        bool ok = Run(here, ["push", "--quiet", remote, .. refs], environment).Ok;
        Run(here, ["push", "--quiet", remote, "git-annex"], environment);
        if (branch is not null) Run(here, ["push", "--quiet", remote, branch], environment);
        return ok ? PushResult.Ok : PushResult.Behind;
    }

    /// <summary>Whether any remote-tracking branch moved. Throws <see cref="Git.GitFailed"/> when the remote cannot be reached.</summary>
    /// <param name="environment">As for <see cref="Push"/>.</param>
    public static bool Fetch(AnnexRepository here, string remote, IReadOnlyList<(string, string?)>? environment = null)
    {
        var before = here.Refs.List($"refs/remotes/{remote}/");
        var r = Run(here, ["fetch", "--quiet", remote], environment);
        if (!r.Ok) throw new Git.GitFailed(["git", "fetch", remote], r.ExitCode, r.ErrorText);
        return !before.SequenceEqual(here.Refs.List($"refs/remotes/{remote}/"));
    }

    static Finished Run(AnnexRepository here, string[] words, IReadOnlyList<(string, string?)>? environment) =>
        Child.Run(new Command(["git", .. words]) { Directory = here.Top, Environment = [("GIT_TERMINAL_PROMPT", "0"), .. environment ?? []] });
}
