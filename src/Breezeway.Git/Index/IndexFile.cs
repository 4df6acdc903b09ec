using System.Buffers.Binary;
using System.Security.Cryptography;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Index;

/// <summary>
/// Reads index files of versions 2, 3 and 4 of SHA-1 repositories. Source: git's Documentation/gitformat-index.
/// A split index (<c>link</c>), a sparse index (<c>sdir</c>) or an unknown extension that must be understood is a <see cref="UserError"/>:
/// such an index is left to git.
/// </summary>
public static class IndexFile
{
    const int HeaderSize = 12;

    /// <summary>
    /// Parses the file's bytes, which the snapshot keeps and nobody may change any more.
    /// Throws <see cref="CorruptData"/> when they are not an index, <see cref="UserError"/> when of a kind left to git.
    /// </summary>
    /// <param name="verify">Also compares the checksum at the end (6 ms for 100,000 entries) and the order of entries.</param>
    public static IndexSnapshot Parse(byte[] file, bool verify = false) => Parse(new ArraySegment<byte>(file), verify);

    /// <summary>The same where the file is a part of an array, from its start.</summary>
    public static IndexSnapshot Parse(ArraySegment<byte> bytes, bool verify = false)
    {
        byte[] file = bytes.Array ?? [];
        int length = bytes.Count;
        if (bytes.Offset != 0) throw new ArgumentException("the index must stand at the start of the array");
        if (length == 0) return IndexSnapshot.Empty;
        var all = file.AsSpan(0, length);
        if (length < HeaderSize + Sha.Size || !all.StartsWith("DIRC"u8)) throw Corrupt("no index");
        int version = BinaryPrimitives.ReadInt32BigEndian(all[4..]);
        uint count = BinaryPrimitives.ReadUInt32BigEndian(all[8..]);
        if (version is < 2 or > 4) throw new UserError($"git index version {version} is not supported; set index.version to 4 or less");
        int end = length - Sha.Size;
        // An entry takes at least 63 bytes: checked before allocating for it.
        if (count > (uint)(end - HeaderSize) / 63) throw Corrupt("more entries than fit");
        var starts = new int[count + 1];
        byte[]? names = null;
        int[]? nameStarts = null;
        bool nameless;
        if (version == 4) (names, nameStarts) = PrefixedNames.Locate(all[..end], starts, HeaderSize, out nameless);
        else Locate(all[..end], starts, out nameless);
        bool nullSum = all[end..].IndexOfAnyExcept((byte)0) < 0;
        if (verify && !nullSum) VerifySum(all);
        var snapshot = new IndexSnapshot(version, file, starts, names, nameStarts, ReadExtensions(file, starts[^1], end, nullSum));
        // Entries of a split index may lack their names; that has been refused by now.
        if (nameless) throw Corrupt("an entry has no name");
        if (verify) VerifyOrder(snapshot);
        return snapshot;
    }

    static void Locate(ReadOnlySpan<byte> all, int[] starts, out bool nameless)
    {
        nameless = false;
        int at = HeaderSize;
        for (int i = 0; i < starts.Length - 1; i++)
        {
            starts[i] = at;
            if (all.Length - at < IndexEntryView.NameAt) throw Corrupt("cut off within an entry");
            int head = HeadSize(all[at..]), name = NameLength(all[at..], head);
            // 1 to 8 NULs follow the name, so that entries are multiples of 8 long.
            int size = head + name + 8 & ~7;
            if (name < 0 || size > all.Length - at) throw Corrupt("a name does not end");
            nameless |= name == 0;
            at += size;
        }
        starts[^1] = at;
    }

    /// <summary>62, or 64 where a second word of flags stands.</summary>
    internal static int HeadSize(ReadOnlySpan<byte> entry) =>
        (entry[IndexEntryView.FlagsAt] & IndexEntryView.ExtendedBit >> 8) != 0 ? IndexEntryView.NameAt + 2 : IndexEntryView.NameAt;

    static int NameLength(ReadOnlySpan<byte> entry, int head)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(entry[IndexEntryView.FlagsAt..]) & IndexEntryView.NameMask;
        if (length < IndexEntryView.NameMask) return length;
        return entry.Length > head ? entry[head..].IndexOf((byte)0) : -1;
    }

    internal static ReadOnlySpan<byte> NameInEntry(ReadOnlySpan<byte> entry)
    {
        int head = HeadSize(entry);
        return entry.Slice(head, NameLength(entry, head));
    }

    static IndexExtensions ReadExtensions(byte[] file, int at, int end, bool nullSum)
    {
        var result = IndexExtensions.None with { NullChecksum = nullSum };
        while (end - at >= 8)
        {
            var name = file.AsSpan(at, 4);
            uint size = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 4));
            if (size > (uint)(end - at - 8)) throw Corrupt("an extension is cut off");
            var data = file.AsMemory(at + 8, (int)size);
            if (name.SequenceEqual("TREE"u8)) result = result with { CacheTree = data };
            else if (name.SequenceEqual("REUC"u8)) result = result with { ResolveUndo = data };
            else Check(name);
            at += 8 + (int)size;
        }
        return at == end ? result : throw Corrupt("bytes between the extensions and the checksum");
    }

    static void Check(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("link"u8)) throw new UserError("the git index is split; run: git update-index --no-split-index");
        if (name.SequenceEqual("sdir"u8)) throw new UserError("the git index is sparse; run: git sparse-checkout init --no-sparse-index");
        // Capital letter first: a reader may ignore it.
        if (name[0] is < (byte)'A' or > (byte)'Z')
            throw new UserError($"the git index has an extension that is not supported: {Base.Text.ByteText.From(name)}");
    }

    static void VerifySum(ReadOnlySpan<byte> all)
    {
        Span<byte> sum = stackalloc byte[Sha.Size];
        SHA1.HashData(all[..^Sha.Size], sum);
        if (!sum.SequenceEqual(all[^Sha.Size..])) throw Corrupt("its checksum is wrong");
    }

    static void VerifyOrder(IndexSnapshot index)
    {
        for (int i = 1; i < index.Count; i++)
        {
            int c = index.NameAt(i - 1).SequenceCompareTo(index.NameAt(i));
            if (c > 0 || c == 0 && (index[i - 1].Stage >= index[i].Stage || index[i - 1].Stage == 0)) throw Corrupt("entries are out of order");
        }
    }

    internal static CorruptData Corrupt(string why) => new($"the git index is damaged ({why}); remove .git/index and run: git reset");
}
