using Breezeway.Annex.Keys;
using Breezeway.Base.Files;

namespace Breezeway.Annex.Backends;

/// <summary>How a copy came about, and what is known of it.</summary>
public enum CopyResult
{
    /// <summary>Copied, and not looked at on the way.</summary>
    Unverified,
    /// <summary>Copied, and it is the key's content.</summary>
    Good,
    /// <summary>Copied, and it is not the key's content.</summary>
    Bad,
    /// <summary>The source changed while it was read, and nothing says that the copy is good.</summary>
    SourceChanged,
}

/// <summary>
/// Copies an object's file so that a broken copy can be continued: what the destination has already is compared with the source, and copying goes on after the common
/// beginning. Permission bits and mtime are kept.
/// </summary>
public static class ResumedCopy
{
    const int Block = 1 << 18;

    /// <param name="verify">Hash on the way.</param>
    /// <param name="reflink">Try to share blocks first, when there is nothing to continue; it is set to false when the file systems cannot.</param>
    /// <param name="progress">Bytes of the destination that are right so far.</param>
    public static CopyResult Copy(Key key, string source, string destination, bool verify, ref bool reflink, Action<long>? progress, CancellationToken stop)
    {
        using var from = FileHandle.Open(source, OpenMode.Read);
        var before = from.Stat();
        using var to = FileHandle.Open(destination, OpenMode.ReadWrite | OpenMode.Create, 0x180);
        long had = to.Stat().Size;
        using var verifier = verify ? new Verifier(key) : null;
        if (had == 0 && before.Size > 0 && reflink)
        {
            if (ContentCopy.TryReflink(from, to))
            {
                Finish(to, before);
                progress?.Invoke(before.Size);
                return IsUnchanged(source, from, before) ? CopyResult.Unverified : CopyResult.SourceChanged;
            }
            reflink = false;
        }
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            long at = had > 0 ? CommonBeginning(from, to, Math.Min(had, before.Size), verifier, buffer, stop) : 0;
            if (had != at) to.Truncate(at);
            if (at > 0) { from.Seek(at); to.Seek(at); progress?.Invoke(at); }
            for (int n; (n = from.Read(buffer.AsSpan(0, Block))) > 0;)
            {
                stop.ThrowIfCancellationRequested();
                to.Write(buffer.AsSpan(0, n));
                verifier?.Append(buffer.AsSpan(0, n));
                at += n;
                progress?.Invoke(at);
            }
        }
        finally { System.Buffers.ArrayPool<byte>.Shared.Return(buffer); }
        Finish(to, before);
        var verdict = verifier?.Finish();
        if (verdict == VerifyResult.Good) return CopyResult.Good;
        if (!IsUnchanged(source, from, before)) return CopyResult.SourceChanged;
        return verdict switch { VerifyResult.WrongHash or VerifyResult.WrongSize => CopyResult.Bad, VerifyResult.CannotVerify => CopyResult.Good, _ => CopyResult.Unverified };
    }

    static void Finish(FileHandle to, in FileStat like)
    {
        to.SetPermissions((like.Permissions & 0x1FF) | 0x180);
        Fs.TrySetMtime(to.Path, like.MtimeSeconds, like.MtimeNanoseconds);
    }

    /// <summary>How many bytes are the same in both, from their start; those go through the hash too.</summary>
    static long CommonBeginning(FileHandle from, FileHandle to, long most, Verifier? verifier, byte[] buffer, CancellationToken stop)
    {
        var other = System.Buffers.ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            long at = 0;
            while (at < most)
            {
                stop.ThrowIfCancellationRequested();
                int want = (int)Math.Min(Block, most - at), a = ReadFull(from, buffer.AsSpan(0, want), at), b = ReadFull(to, other.AsSpan(0, want), at);
                int same = buffer.AsSpan(0, a).CommonPrefixLength(other.AsSpan(0, b));
                verifier?.Append(buffer.AsSpan(0, same));
                at += same;
                if (same < want) break;
            }
            return at;
        }
        finally { System.Buffers.ArrayPool<byte>.Shared.Return(other); }
    }

    static int ReadFull(FileHandle file, Span<byte> into, long at)
    {
        int n = 0;
        for (int r; n < into.Length && (r = file.ReadAt(into[n..], at + n)) > 0;) n += r;
        return n;
    }

    static bool IsUnchanged(string path, FileHandle file, in FileStat before) =>
        file.Stat().SameContentAs(before) && (Fs.LStat(path) is not { } there || there.SameContentAs(before));
}
