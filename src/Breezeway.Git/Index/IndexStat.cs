using System.Buffers.Binary;

namespace Breezeway.Git.Index;

/// <summary>What the index remembers of a file's stat, each number cut to 32 bits as git cuts it. Seconds since 1970.</summary>
public readonly record struct IndexStat(
    uint CtimeSeconds, uint CtimeNanoseconds, uint MtimeSeconds, uint MtimeNanoseconds,
    uint Device, uint Inode, uint Uid, uint Gid, uint Size)
{
    internal const int MtimeAt = 8, ModeAt = 24, SizeAt = 36;

    internal static IndexStat Read(ReadOnlySpan<byte> entry)
    {
        static uint At(ReadOnlySpan<byte> e, int at) => BinaryPrimitives.ReadUInt32BigEndian(e[at..]);
        return new IndexStat(At(entry, 0), At(entry, 4), At(entry, 8), At(entry, 12), At(entry, 16), At(entry, 20), At(entry, 28), At(entry, 32), At(entry, 36));
    }

    /// <summary>The first 40 bytes of an entry; the mode stands among them.</summary>
    internal void Write(Span<byte> entry, uint mode)
    {
        ReadOnlySpan<uint> fields = [CtimeSeconds, CtimeNanoseconds, MtimeSeconds, MtimeNanoseconds, Device, Inode, mode, Uid, Gid, Size];
        for (int i = 0; i < fields.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(entry[(i * 4)..], fields[i]);
    }
}
