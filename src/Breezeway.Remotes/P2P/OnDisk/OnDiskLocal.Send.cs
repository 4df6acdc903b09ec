using Breezeway.Annex.Keys;
using Breezeway.Annex.Transfers;
using Breezeway.Base.Files;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.P2P.OnDisk;

// GET: content leaves.
public sealed partial class OnDiskLocal
{
    public ValueTask<IContentSource?> OpenContentAsync(Key key, long offset, string file, CancellationToken token)
    {
        Asked();
        if (Find(key) is not { } path || FileHandle.TryOpen(path, OpenMode.Read | OpenMode.NoFollow, out int errno) is not { } content) return new((IContentSource?)null);
        try
        {
            var stat = content.Stat();
            if (!stat.IsRegular) { content.Dispose(); return new((IContentSource?)null); }
            long start = Math.Min(offset, stat.Size);
            if (start > 0) content.Seek(start);
            // for show only: another reader of the same content does no harm
            var transfer = TransferLock.TryTake(_repository, TransferDirection.Upload, _client, key, file);
            return new(new Source(content, stat, stat.Size - start, start, _thin.IsWritable(stat), transfer));
        }
        catch { content.Dispose(); throw; }
    }

    sealed class Source(FileHandle content, FileStat before, long length, long start, bool isWritable, TransferLock? transfer) : IContentSource
    {
        long _read;
        bool _sent;

        public long Length => length;

        public ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken token)
        {
            int n = content.Read(into.Span);
            _read += n;
            transfer?.Progress(start + _read);
            return new(n);
        }

        /// <summary>What may be written to (annex.thin) may have been changed before: the peer has to look for itself.</summary>
        public ValueTask<bool> IsUnchangedAsync(CancellationToken token)
        {
            _sent = true;
            return new(!isWritable && content.Stat().SameContentAs(before));
        }

        public ValueTask DisposeAsync()
        {
            if (_sent || _read == length) transfer?.Succeeded(); else transfer?.Failed();
            transfer?.Dispose();
            content.Dispose();
            return default;
        }
    }
}
