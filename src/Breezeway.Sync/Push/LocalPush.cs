using Breezeway.Annex;
using Breezeway.Annex.Branch;
using Breezeway.Git.History;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Push;

/// <summary>What a push came to: Ok, or refused because the other side has what we lack (fetch and merge, then push again).</summary>
public enum PushResult { Ok, Behind, NeedsGit }

/// <summary>
/// Pushes to, and fetches from, a repository on this machine without starting git: objects are copied, then refs are set under git's own locks, as <c>git push</c> of the same refs would do
/// (sync.md 3).
/// </summary>
public sealed class LocalPush(AnnexRepository here, AnnexRepository remote, string remoteName)
{
    readonly CommitGraph _graph = new(here.GitObjects.ReadCommit);

    /// <summary>Sends the branch as synced/BRANCH (and as itself where nobody has it checked out), and the git-annex branch. Nothing new is Ok.</summary>
    public PushResult Push(string? branch)
    {
        if (!DirectAccess.IsPossible(remote)) return PushResult.NeedsGit;
        var result = branch is null ? PushResult.Ok : PushBranch(branch);
        if (result == PushResult.NeedsGit) return result;
        var annex = PushAnnex();
        return annex == PushResult.NeedsGit ? annex : result;
    }

    PushResult PushBranch(string branch)
    {
        if (here.Refs.Read($"refs/heads/{branch}") is not { } tip) return PushResult.Ok;
        string synced = $"refs/heads/synced/{branch}";
        var result = Send(tip, synced, $"refs/remotes/{remoteName}/synced/{branch}", force: false);
        if (result == PushResult.Ok && (remote.IsBare || remote.Refs.Head != $"refs/heads/{branch}"))
            Send(tip, $"refs/heads/{branch}", $"refs/remotes/{remoteName}/{branch}", force: false);
        return result;
    }

    /// <summary>Sends the git-annex branch; forced for synced/git-annex, as transitions need.</summary>
    public PushResult PushAnnex()
    {
        if (here.Refs.Read(AnnexBranch.RefName) is not { } tip) return PushResult.Ok;
        var result = Send(tip, "refs/heads/synced/git-annex", $"refs/remotes/{remoteName}/synced/git-annex", force: true);
        if (result == PushResult.Ok) Send(tip, AnnexBranch.RefName, $"refs/remotes/{remoteName}/git-annex", force: false);
        return result;
    }

    PushResult Send(Sha tip, string to, string tracking, bool force)
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            var there = remote.Refs.Read(to);
            if (there == tip) { Track(tracking, tip); return PushResult.Ok; }
            if (there is { } t && !force && !(here.GitObjects.Has(t) && _graph.IsAncestor(t, tip))) return PushResult.Behind;
            var have = remote.Refs.List("refs/heads/").Select(r => r.Value).Distinct().Where(here.GitObjects.Has).ToList();
            if (!ObjectCopy.TryCopy(here, remote, tip, have)) return PushResult.NeedsGit;
            if (remote.Refs.TryUpdate(to, tip, there ?? default, here.Identity.Committer, "push")) { Track(tracking, tip); return PushResult.Ok; }
        }
        return PushResult.Behind;
    }

    void Track(string tracking, Sha tip)
    {
        if (here.Refs.Read(tracking) != tip) here.Refs.TryUpdate(tracking, tip, null, here.Identity.Committer, "update by push");
    }

    /// <summary>Brings the remote's branches here as remote-tracking refs; false when git has to do it. Returns whether anything was new.</summary>
    public bool TryFetch(out bool news)
    {
        news = false;
        if (!DirectAccess.IsPossible(remote)) return false;
        foreach (var (name, sha) in remote.Refs.List("refs/heads/"))
        {
            string tracking = $"refs/remotes/{remoteName}/{name["refs/heads/".Length..]}";
            if (here.Refs.Read(tracking) == sha) continue;
            if (!here.GitObjects.Has(sha))
            {
                var have = here.Refs.List("refs/heads/").Concat(here.Refs.List($"refs/remotes/{remoteName}/")).Select(r => r.Value).Distinct().Where(remote.GitObjects.Has).ToList();
                if (!ObjectCopy.TryCopy(remote, here, sha, have)) return false;
            }
            news |= here.Refs.TryUpdate(tracking, sha, null, here.Identity.Committer, "fetch");
        }
        return true;
    }
}
