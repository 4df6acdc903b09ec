namespace Breezeway.Annex.Branch;

/// <summary>The outcome of a union merge.</summary>
/// <param name="Content">The merged file.</param>
/// <param name="Same">The number of the version that the file is, from 0; null when it differs from each.</param>
public readonly record struct UnionMergeResult(byte[] Content, int? Same);

/// <summary>
/// Merging versions of a file of the branch (branch.md 7): the set of all lines, sorted by bytes, each ended by a newline. Only a newline
/// ends a line here: CR belongs to the line, and an empty line is a line. The first version that has all the lines is taken as it is,
/// order, doubles and missing final newline included, so that its blob can be used again.
/// </summary>
public static class UnionMerge
{
    public static UnionMergeResult Merge(params ReadOnlySpan<byte[]> versions)
    {
        var lines = new List<Line>();
        for (int v = 0; v < versions.Length; v++) Split(versions[v], v, lines);
        lines.Sort();

        var has = new int[versions.Length];
        int total = 0, size = 0;
        for (int i = 0; i < lines.Count; i++)
        {
            bool first = i == 0 || !lines[i].Text.SequenceEqual(lines[i - 1].Text);
            if (first) { total++; size += lines[i].Length + 1; }
            if (first || lines[i].Version != lines[i - 1].Version) has[lines[i].Version]++;
        }
        int same = has.IndexOf(total);
        if (same >= 0) return new(versions[same], same);

        var merged = new byte[size];
        int at = 0;
        for (int i = 0; i < lines.Count; i++)
        {
            if (i > 0 && lines[i].Text.SequenceEqual(lines[i - 1].Text)) continue;
            lines[i].Text.CopyTo(merged.AsSpan(at));
            at += lines[i].Length;
            merged[at++] = (byte)'\n';
        }
        return new(merged, null);
    }

    static void Split(byte[] text, int version, List<Line> to)
    {
        for (int start = 0; start < text.Length;)
        {
            int length = text.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0) length = text.Length - start;
            to.Add(new(text, start, length, version));
            start += length + 1;
        }
    }

    readonly record struct Line(byte[] File, int Start, int Length, int Version) : IComparable<Line>
    {
        public ReadOnlySpan<byte> Text => File.AsSpan(Start, Length);

        public int CompareTo(Line other)
        {
            int c = Text.SequenceCompareTo(other.Text);
            return c != 0 ? c : Version.CompareTo(other.Version);
        }
    }
}
