using Breezeway.Annex;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Git;
using Breezeway.Git.Config;
using Breezeway.Git.Refs;

namespace Breezeway.Sync.Pull;

/// <summary>Whether a fetch from a repository on this machine would bring nothing, told by comparing refs. When in doubt it is false.</summary>
public static class FetchCheck
{
    public static bool IsNeedless(AnnexRepository here, string remote, string directory)
    {
        try
        {
            var config = here.Config;
            if (config.GetAll($"remote.{remote}.fetch") is not [var refspec] || refspec != $"+refs/heads/*:refs/remotes/{remote}/*") return false;
            if (RepositoryLocation.At(directory) is not { } there || HidesRefs(there)) return false;
            var refs = new RefStore(there);
            var heads = refs.List("refs/heads/").ToDictionary(r => $"refs/remotes/{remote}/{r.Name["refs/heads/".Length..]}", r => r.Value);
            foreach (var (tracking, value) in heads) if (here.Refs.Read(tracking) != value) return false;
            if (Prunes(config, remote) && here.Refs.List($"refs/remotes/{remote}/").Any(r => !heads.ContainsKey(r.Name) && !r.Name.EndsWith("/HEAD", StringComparison.Ordinal))) return false;
            return config.Get($"remote.{remote}.tagopt") == "--no-tags" || refs.List("refs/tags/").All(t => here.Refs.Read(t.Name) is not null);
        }
        catch (Exception e) when (e is FileError or CorruptData or UserError) { return false; }
    }

    static bool Prunes(GitConfig config, string remote) => config.TryGetBool($"remote.{remote}.prune") ?? config.GetBool("fetch.prune");

    static bool HidesRefs(RepositoryLocation there) => ConfigFile.Read($"{there.CommonDir}/config")
        .Any(e => e.Name is "uploadpack.hiderefs" or "transfer.hiderefs" or "extensions.refstorage" || e.Name.StartsWith("include", StringComparison.Ordinal));
}
