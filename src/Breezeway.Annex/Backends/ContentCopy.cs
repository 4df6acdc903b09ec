using Breezeway.Base.Files;

namespace Breezeway.Annex.Backends;

/// <summary>Copies bytes between files, hashing what passes.</summary>
public static class ContentCopy
{
    /// <summary>
    /// Copies from an open file (from where it stands) to another, or only hashes when there is no target. Returns the bytes that passed. The cancellation is
    /// looked at between blocks.
    /// </summary>
    public static long Copy(FileHandle from, FileHandle? to, IContentHash? hash, Action<long>? progress, CancellationToken stop)
    {
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(1 << 18);
        try
        {
            long total = 0;
            for (int n; (n = from.Read(buffer)) > 0;)
            {
                stop.ThrowIfCancellationRequested();
                to?.Write(buffer.AsSpan(0, n));
                hash?.Append(buffer.AsSpan(0, n));
                total += n;
                progress?.Invoke(total);
            }
            return total;
        }
        finally { System.Buffers.ArrayPool<byte>.Shared.Return(buffer); }
    }

    /// <summary>True when the work was done by sharing blocks (btrfs, xfs): then nothing passed through a hash.</summary>
    public static bool TryReflink(FileHandle from, FileHandle to) => to.TryCloneFrom(from);
}
