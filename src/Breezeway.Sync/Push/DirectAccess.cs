using Breezeway.Annex;
using Breezeway.Base.Files;

namespace Breezeway.Sync.Push;

/// <summary>
/// Whether refs and objects of a repository on this machine may be written in process, because nothing that <c>git push</c> would do there is left out: no hooks of the user's, no
/// receive, transfer or push settings, no alternates, the same owner.
/// </summary>
public static class DirectAccess
{
    static readonly string[] s_hooks = ["pre-receive", "update", "post-update", "reference-transaction", "proc-receive", "push-to-checkout"];
    const string OurHook = "#!/bin/sh\n# automatically configured by git-annex\nif git annex post-receive --help >/dev/null 2>&1; then git annex post-receive; fi\n";

    public static bool IsPossible(AnnexRepository remote)
    {
        string git = remote.Location.CommonDir;
        if (Fs.Stat(git) is not { } s || s.Uid != Fs.EffectiveUser) return false;
        if (Fs.Exists($"{git}/objects/info/alternates") || Fs.Exists($"{git}/shallow")) return false;
        foreach (string name in remote.Config.Names)
            if (name.StartsWith("receive.", StringComparison.Ordinal) || name.StartsWith("transfer.", StringComparison.Ordinal) || name is "core.hookspath" or "core.fsync" or "core.fsyncmethod") return false;
        foreach (string hook in s_hooks) if (Fs.IsFile($"{git}/hooks/{hook}")) return false;
        return Fs.TryReadText($"{git}/hooks/post-receive") is not { } text || text == OurHook || text.EndsWith("\ngit annex post-receive\n", StringComparison.Ordinal);
    }
}
