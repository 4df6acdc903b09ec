using Breezeway.Annex;
using Breezeway.Base.Files;

namespace Breezeway.Remotes.P2P.OnDisk;

/// <summary>
/// Makes sure that content is on the disk before anybody is told that it is here. One sync of the whole file system covers everything that was put there before it, so most
/// questions cost one stat.
/// </summary>
sealed class Durability(AnnexRepository repository)
{
    /// <summary>The kernel writes back what is 30 s old (vm.dirty_expire_centisecs); content this much older is on the disk already.</summary>
    const long WrittenBackSeconds = 600;

    /// <summary>Time stamps come from a clock that ticks every few milliseconds.</summary>
    const long Tick = 20;

    long _syncedMilliseconds = long.MinValue;

    /// <summary>True once the object at the path is durable; false when it is not there (any more).</summary>
    public bool Ensure(string path)
    {
        if (Fs.LStat(path) is not { } stat) return false;
        long now = repository.Time.GetUtcNow().ToUnixTimeMilliseconds();
        // the change time is that of the rename which put it in place
        long since = stat.CtimeSeconds * 1000 + stat.CtimeNanoseconds / 1_000_000;
        if (now - since > WrittenBackSeconds * 1000 || (since <= now && since < Volatile.Read(ref _syncedMilliseconds) - Tick)) return true;
        Sync();
        return true;
    }

    /// <summary>Everything that was written before this call is on the disk after it. Throws <see cref="FileError"/> when the disk failed.</summary>
    public void Sync()
    {
        long start = repository.Time.GetUtcNow().ToUnixTimeMilliseconds();
        using var dir = FileHandle.Open($"{repository.AnnexDirectory}/objects", OpenMode.Read | OpenMode.Directory);
        dir.SyncFileSystem();
        Volatile.Write(ref _syncedMilliseconds, start);
    }
}
