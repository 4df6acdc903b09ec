using Breezeway.Annex.Keys;
using Breezeway.Base.Files;

namespace Breezeway.Annex.Transfers;

/// <summary>Keeps a repository's disk from filling up: what must stay free (annex.diskreserve), and what other downloads will still take (transfer.md 5). Thread-safe.</summary>
public sealed class DiskReserve(AnnexRepository repository)
{
    /// <summary>Other processes' downloads are looked at again after so long.</summary>
    const int LookAgainMilliseconds = 1000;

    readonly Lock _lock = new();
    long _looked = long.MinValue / 2, _others;

    /// <summary>Null when there is room for what is missing of the key; else how many bytes there are too few.</summary>
    /// <param name="partial">Bytes that are here already.</param>
    public long? Missing(Key key, long partial)
    {
        long free;
        try { free = Fs.Space(repository.AnnexDirectory).Free; }
        catch (FileError) { return null; }   // a file system that does not tell
        long need = Math.Max(0, (key.Size ?? 1) - partial) + repository.Settings.DiskReserveBytes;
        return free >= need && free - need >= Others(key) ? null : need + Others(key) - free;
    }

    long Others(Key key)
    {
        lock (_lock)
        {
            if (Environment.TickCount64 - _looked < LookAgainMilliseconds) return _others;
            _looked = Environment.TickCount64;
            _others = 0;
            foreach (var t in TransferList.Running(repository))
                if (t.Direction == TransferDirection.Download && t.Key != key && t.Key.Size is long size)
                    _others += Math.Max(0, size - (Fs.LStat(repository.Objects.TmpPath(t.Key))?.Size ?? 0));
            return _others;
        }
    }
}
