using System.Buffers.Binary;
using Breezeway.Base.Text;

namespace Breezeway.Git.Index;

/// <summary>
/// What to do about entries whose file may have changed unseen, being as young as the index they stood in (git's "racy" entries).
/// Writing makes the index younger, so their chance to be noticed would be lost: git compares such files before it writes, and sets the
/// size of those that differ to 0, which no later look takes for unchanged.
/// </summary>
/// <param name="IndexSeconds">The mtime of the index file that was read, seconds since 1970; 0 when there was none.</param>
/// <param name="IsChanged">Whether the file really differs from the entry; null: assume so, which costs the next <c>git status</c> a look at it.</param>
public sealed record RacyCheck(long IndexSeconds, Func<IndexEntryView, bool>? IsChanged = null);

/// <summary>
/// Writes a changed index, in the version it was read in (2 becomes 3 where a flag needs it). Unchanged stretches are copied as they are,
/// so the cost is that of hashing: some 10 ms for 100,000 entries.
/// </summary>
public sealed class IndexWriter
{
    readonly IndexSnapshot _index;
    readonly IndexPlan _plan;
    readonly int _version;
    readonly HashingSink _to;
    readonly RacyCheck _racy;
    byte[] _lastName = [];
    int _lastNameLength;

    IndexWriter(IndexSnapshot index, IEnumerable<IndexEdit> edits, RacyCheck racy, ByteSink to)
    {
        _index = index;
        _plan = IndexPlan.Of(index, edits);
        _version = index.Version == 2 && _plan.Coming.Exists(c => c.Entry.IsExtended) ? 3 : index.Version;
        _to = new HashingSink(to, !index.Extensions.NullChecksum);
        _racy = racy;
    }

    /// <summary>Sends the bytes of the new index, trailer included, to <paramref name="to"/> in big pieces.</summary>
    public static void Write(IndexSnapshot index, IEnumerable<IndexEdit> edits, RacyCheck racy, ByteSink to)
    {
        var writer = new IndexWriter(index, edits, racy, to);
        writer.WriteAll();
    }

    /// <summary>The new index in memory; <see cref="IndexFile.Parse(ArraySegment{byte}, bool)"/> gives its snapshot without copying.</summary>
    public static ArraySegment<byte> ToBytes(IndexSnapshot index, IEnumerable<IndexEdit> edits, RacyCheck racy)
    {
        var list = edits as IReadOnlyCollection<IndexEdit> ?? [.. edits];
        const int Fixed = 256, PerEntry = 80;
        int most = index.RawEntries(0, index.Count).Length + index.Extensions.CacheTree.Length + index.Extensions.ResolveUndo.Length
            + Fixed + list.Sum(e => PerEntry + e.Path.Length);
        var to = new MemoryStream(most);
        Write(index, list, racy, to.Write);
        return new ArraySegment<byte>(to.GetBuffer(), 0, (int)to.Length);
    }

    void WriteAll()
    {
        Span<byte> header = stackalloc byte[12];
        "DIRC"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], _version);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], _plan.Count);
        _to.Write(header);
        int at = 0, gone = 0;
        foreach (var (before, entry) in _plan.Coming)
        {
            CopyUpTo(before, ref at, ref gone);
            WriteEntry(entry);
        }
        CopyUpTo(_index.Count, ref at, ref gone);
        var tree = CacheTree.Invalidate(_index.Extensions.CacheTree.Span, _plan.Changed);
        WriteExtension("TREE"u8, tree);
        WriteExtension("REUC"u8, _index.Extensions.ResolveUndo.Span);
        _to.Finish();
    }

    void CopyUpTo(int end, ref int at, ref int gone)
    {
        while (at < end)
        {
            int stop = gone < _plan.Gone.Count ? Math.Min(end, _plan.Gone[gone].Start) : end;
            if (stop > at) CopyRange(at, stop);
            at = Math.Max(at, stop);
            if (gone < _plan.Gone.Count && _plan.Gone[gone].Start <= at)
            {
                // May go beyond the end: then what comes in replaces entries in the middle of the range.
                at = Math.Max(at, _plan.Gone[gone].End);
                gone++;
            }
        }
    }

    void CopyRange(int from, int to)
    {
        int start = from;
        for (int i = from; i < to; i++)
        {
            if (!MustSmudge(i)) continue;
            CopyRun(start, i);
            WriteEntry(_index[i].ToEntry() with { Stat = _index[i].Stat with { Size = 0 } });
            start = i + 1;
        }
        CopyRun(start, to);
    }

    bool MustSmudge(int i)
    {
        if (_racy.IndexSeconds == 0 || !_index.IsRacy(i, _racy.IndexSeconds)) return false;
        var entry = _index[i];
        return entry.Stage == 0 && (_racy.IsChanged == null || _racy.IsChanged(entry));
    }

    void CopyRun(int from, int to)
    {
        if (from == to) return;
        if (_version == 4)
        {
            // The first one's name is written relative to what stands before it now; the others follow their old neighbours.
            var raw = _index.RawEntry(from);
            _to.Write(raw[..IndexFile.HeadSize(raw)]);
            WriteNameAfterLast(_index.NameAt(from));
            Remember(_index.NameAt(to - 1));
            from++;
        }
        _to.Write(_index.RawEntries(from, to));
    }

    void WriteEntry(IndexEntry entry)
    {
        var name = ByteText.Encoding.GetBytes(entry.Path);
        Span<byte> head = stackalloc byte[IndexEntryView.NameAt + 2];
        entry.Stat.Write(head, entry.Mode);
        entry.Sha.CopyTo(head[IndexEntryView.ShaAt..]);
        int size = WriteFlags(head, entry, name.Length);
        _to.Write(head[..size]);
        if (_version == 4)
        {
            WriteNameAfterLast(name);
            Remember(name);
            return;
        }
        _to.Write(name);
        Span<byte> nul = stackalloc byte[8];
        nul.Clear();
        _to.Write(nul[..((size + name.Length + 8 & ~7) - size - name.Length)]);
    }

    static int WriteFlags(Span<byte> head, IndexEntry entry, int nameLength)
    {
        int flags = Math.Min(nameLength, IndexEntryView.NameMask) | entry.Stage << IndexEntryView.StageShift;
        if ((entry.Flags & IndexFlags.AssumeValid) != 0) flags |= IndexEntryView.AssumeValidBit;
        if (entry.IsExtended) flags |= IndexEntryView.ExtendedBit;
        BinaryPrimitives.WriteUInt16BigEndian(head[IndexEntryView.FlagsAt..], (ushort)flags);
        if (!entry.IsExtended) return IndexEntryView.NameAt;
        int more = (entry.Flags & IndexFlags.SkipWorktree) != 0 ? IndexEntryView.SkipWorktreeBit : 0;
        if ((entry.Flags & IndexFlags.IntentToAdd) != 0) more |= IndexEntryView.IntentToAddBit;
        BinaryPrimitives.WriteUInt16BigEndian(head[IndexEntryView.NameAt..], (ushort)more);
        return IndexEntryView.NameAt + 2;
    }

    void WriteNameAfterLast(ReadOnlySpan<byte> name)
    {
        int common = name.CommonPrefixLength(_lastName.AsSpan(0, _lastNameLength));
        Span<byte> number = stackalloc byte[8];
        _to.Write(number[..PrefixedNames.WriteNumber(number, _lastNameLength - common)]);
        _to.Write(name[common..]);
        _to.Write([0]);
    }

    void Remember(ReadOnlySpan<byte> name)
    {
        if (_lastName.Length < name.Length) _lastName = new byte[name.Length * 2];
        name.CopyTo(_lastName);
        _lastNameLength = name.Length;
    }

    void WriteExtension(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return;
        Span<byte> head = stackalloc byte[8];
        name.CopyTo(head);
        BinaryPrimitives.WriteInt32BigEndian(head[4..], data.Length);
        _to.Write(head);
        _to.Write(data);
    }
}
