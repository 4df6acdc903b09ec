using System.Buffers.Binary;
using Breezeway.Base.Text;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Index;

/// <summary>An entry within a snapshot; every property is decoded when asked for.</summary>
public readonly struct IndexEntryView
{
    internal const int ShaAt = 40, FlagsAt = 60, NameAt = 62;
    internal const int AssumeValidBit = 0x8000, ExtendedBit = 0x4000, StageShift = 12, NameMask = 0xFFF;
    internal const int SkipWorktreeBit = 0x4000, IntentToAddBit = 0x2000;

    readonly IndexSnapshot _index;

    internal IndexEntryView(IndexSnapshot index, int position)
    {
        _index = index;
        Position = position;
    }

    /// <summary>Where the entry stands in the snapshot, from 0.</summary>
    public int Position { get; }

    ReadOnlySpan<byte> Raw => _index.RawEntry(Position);

    /// <summary>The path as byte text; a new string on each call.</summary>
    public string Path => ByteText.From(PathBytes);

    public ReadOnlySpan<byte> PathBytes => _index.NameAt(Position);
    public uint Mode => BinaryPrimitives.ReadUInt32BigEndian(Raw[IndexStat.ModeAt..]);
    public Sha Sha => new(Raw.Slice(ShaAt, Sha.Size));
    public IndexStat Stat => IndexStat.Read(Raw);
    public uint MtimeSeconds => BinaryPrimitives.ReadUInt32BigEndian(Raw[IndexStat.MtimeAt..]);
    public uint Size => BinaryPrimitives.ReadUInt32BigEndian(Raw[IndexStat.SizeAt..]);
    public int Stage => RawFlags >> StageShift & 3;
    int RawFlags => BinaryPrimitives.ReadUInt16BigEndian(Raw[FlagsAt..]);

    public IndexFlags Flags
    {
        get
        {
            int flags = RawFlags;
            var result = (flags & AssumeValidBit) != 0 ? IndexFlags.AssumeValid : IndexFlags.None;
            if ((flags & ExtendedBit) == 0) return result;
            int more = BinaryPrimitives.ReadUInt16BigEndian(Raw[NameAt..]);
            if ((more & SkipWorktreeBit) != 0) result |= IndexFlags.SkipWorktree;
            if ((more & IntentToAddBit) != 0) result |= IndexFlags.IntentToAdd;
            return result;
        }
    }

    public IndexEntry ToEntry() => new(Path, Mode, Sha, Stat, Stage, Flags);
}
