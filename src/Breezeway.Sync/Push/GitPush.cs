using Breezeway.Annex;
using Breezeway.Base.Processes;

namespace Breezeway.Sync.Push;

/// <summary>Pushes and fetches by git itself, for where refs cannot be changed in process (sync.md 3).</summary>
public static class GitPush
{
    public static PushResult Push(AnnexRepository here, string remote, string? branch)
    {
        string[] refs = branch is null ? ["+git-annex:synced/git-annex"] : [$"{branch}:synced/{branch}", "+git-annex:synced/git-annex"];
        bool ok = Run(here, ["push", "--quiet", remote, .. refs]).Ok;
        Run(here, ["push", "--quiet", remote, "git-annex"]);
        if (branch is not null) Run(here, ["push", "--quiet", remote, branch]);
        return ok ? PushResult.Ok : PushResult.Behind;
    }

    /// <summary>Whether any remote-tracking branch moved. Throws <see cref="Git.GitFailed"/> when the remote cannot be reached.</summary>
    public static bool Fetch(AnnexRepository here, string remote)
    {
        var before = here.Refs.List($"refs/remotes/{remote}/");
        var r = Run(here, ["fetch", "--quiet", remote]);
        if (!r.Ok) throw new Git.GitFailed(["git", "fetch", remote], r.ExitCode, r.ErrorText);
        return !before.SequenceEqual(here.Refs.List($"refs/remotes/{remote}/"));
    }

    static Finished Run(AnnexRepository here, string[] words) => Child.Run(new Command(["git", .. words]) { Directory = here.Top, Environment = [("GIT_TERMINAL_PROMPT", "0")] });
}
