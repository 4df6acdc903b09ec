using System.Buffers.Binary;

namespace Breezeway.Git.Index;

/// <summary>What the index remembers of a file's stat, each number cut to 32 bits as git cuts it. Seconds since 1970.</summary>
public readonly record struct IndexStat(
    uint CtimeSeconds, uint CtimeNanoseconds, uint MtimeSeconds, uint MtimeNanoseconds,
    uint Device, uint Inode, uint Uid, uint Gid, uint Size)
{
    internal const int MtimeAt = 8, ModeAt = 24, SizeAt = 36;

    /// <summary>What the index keeps of a file's stat.</summary>
    public static IndexStat Of(in Base.Files.FileStat s) => new((uint)s.CtimeSeconds, s.CtimeNanoseconds, (uint)s.MtimeSeconds, s.MtimeNanoseconds,
        (uint)s.Device, (uint)s.Inode, s.Uid, s.Gid, (uint)s.Size);

    /// <summary>True when the file looks unchanged since the entry was made, as git compares by default: device numbers aside.</summary>
    public bool Matches(in Base.Files.FileStat s) => Of(s) is var o && Size == o.Size && MtimeSeconds == o.MtimeSeconds && MtimeNanoseconds == o.MtimeNanoseconds
        && Inode == o.Inode && CtimeSeconds == o.CtimeSeconds && CtimeNanoseconds == o.CtimeNanoseconds && Uid == o.Uid && Gid == o.Gid;

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
