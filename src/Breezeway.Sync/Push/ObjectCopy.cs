using Breezeway.Annex;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Git.Objects;

namespace Breezeway.Sync.Push;

/// <summary>Copies git objects between two repositories on this machine, loose file by loose file.</summary>
public static class ObjectCopy
{
    /// <summary>Above so many objects git sends a pack.</summary>
    public const int Limit = 50000;
    /// <summary>Above so many they are stored as one pack.</summary>
    const int LooseAtMost = 60;

    /// <summary>
    /// Brings a commit and all it needs from one store into another that has certain commits whole; false when that is too much for loose files. An object is stored only after those it
    /// refers to, so a kill leaves nothing that looks whole and is not.
    /// </summary>
    public static bool TryCopy(AnnexRepository from, AnnexRepository to, Sha commit, IReadOnlyCollection<Sha> have)
    {
        if (have.Contains(commit)) return true;
        var common = have.Where(from.GitObjects.Has).ToList();
        if (common.Count == 0 || MissingObjects.Between(from.GitObjects, commit, common, Limit) is not { } objects) return false;
        if (objects.Count <= LooseAtMost) { foreach (var sha in objects) Copy(from.GitObjects, to.GitObjects, sha); return true; }
        using var pack = to.GitObjects.StartBatch(LooseAtMost);
        from.GitObjects.ReadMany(objects, (sha, o) =>
        {
            var (type, content) = o ?? throw new CorruptData($"git object {sha} is missing (try: git fsck)");
            pack.Write(type, content);
        });
        pack.Finish();
        return true;
    }

    static void Copy(ObjectStore from, ObjectStore to, Sha sha)
    {
        if (Fs.TryTouch(to.LoosePath(sha))) return;
        if (Fs.TryReadAll(from.LoosePath(sha)) is { } file) { to.PutLoose(sha, file); return; }
        var (type, content) = from.TryRead(sha) ?? throw new CorruptData($"git object {sha} is missing (try: git fsck)");
        to.Write(type, content);
    }
}
