using System.Collections.Concurrent;
using Breezeway.Annex;
using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Base.Files;

namespace Breezeway.Remotes.P2P.OnDisk;

/// <summary>With annex.thin an object may be a user's file, and be changed at any time: it counts only as long as it is the key's content.</summary>
sealed class ThinContent(AnnexRepository repository)
{
    const uint AnyWrite = 0x92;

    readonly ConcurrentDictionary<Key, FileStat> _good = [];

    /// <summary>True for an object that somebody may be writing to.</summary>
    public bool IsWritable(in FileStat stat) => repository.Settings.Thin && (stat.Permissions & AnyWrite) != 0;

    /// <summary>False when the object is not the content of its key any more. Read again only when its stat changed.</summary>
    public bool IsWhole(Key key, string path)
    {
        if (Fs.LStat(path) is not { } stat) return false;
        if (!IsWritable(stat)) return true;
        if (_good.TryGetValue(key, out var known) && known.SameContentAs(stat)) return true;
        if (Verifier.CheckFile(key, path) is VerifyResult.WrongHash or VerifyResult.WrongSize) return false;
        _good[key] = stat;
        return true;
    }
}
