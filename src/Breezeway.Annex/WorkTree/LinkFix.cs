using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.WorkTree;

/// <summary>Makes the links of locked files right for the directory they are in now (repository.md 2.3).</summary>
public static class LinkFix
{
    /// <summary>What a link should say; null when the path holds no link to annexed content, or it is right.</summary>
    /// <param name="file">From the top.</param>
    public static string? Needed(AnnexRepository repository, string file, out Key? key)
    {
        key = null;
        if (Fs.ReadLink(repository.PathOf(file)) is not { } target || (key = PointerFile.FromLink(target)) is null) return null;
        string right = repository.LinkTarget(file, key);
        return right == target ? null : right;
    }

    /// <summary>Puts the right link in place, with the mtime of the old one; returns its stat data.</summary>
    public static FileStat Replace(AnnexRepository repository, string file, string target)
    {
        string path = repository.PathOf(file), temp = repository.Objects.OtherTmp("link");
        var before = Fs.LStat(path);
        Fs.Symlink(target, temp);
        if (before is { } b) Fs.TrySetMtime(temp, b.MtimeSeconds, b.MtimeNanoseconds);
        try { Fs.Rename(temp, path); }
        catch { Fs.TryUnlink(temp); throw; }
        return Fs.LStat(path) ?? throw new FileError("stat", path, Errno.NoEntry);
    }

    /// <summary>The same; returns the index entry for it.</summary>
    public static IndexEntry Apply(AnnexRepository repository, string file, string target) =>
        new(file, GitMode.Symlink, repository.GitObjects.Write(GitObjectType.Blob, ByteText.Bytes(target)), IndexStat.Of(Replace(repository, file, target)));
}
