namespace Breezeway.Annex.Logs;

/// <summary>That a remote has a key's content in that many chunks of that size.</summary>
/// <param name="Size">Bytes of each chunk but the last.</param>
/// <param name="Count">From 1.</param>
public readonly record struct Chunking(long Size, long Count);

/// <summary><c>.log.cnk</c>: in what chunks remotes have a key's content.</summary>
public static class ChunkLog
{
    /// <summary>The ways in which a remote has it, those removed left out, in byte order of their fields.</summary>
    /// <param name="remote">The repository, which a sameas remote shares.</param>
    public static IReadOnlyList<Chunking> Parse(string text, Uuid remote)
    {
        var found = new List<Chunking>();
        string start = remote.Value + ":";
        foreach (var (field, e) in MapLog.Parse(text).Entries)
            if (field.StartsWith(start, StringComparison.Ordinal) && LogNumber.Parse(field[start.Length..]) is long size && LogNumber.Parse(e.Value) is long count
                && size > 0 && count > 0)
                found.Add(new(size, count));
        return found;
    }

    /// <summary>The text after a key was stored in that many chunks; 0 after they were removed.</summary>
    public static string Set(string text, Uuid remote, long size, long count, LogClock clock) =>
        MapLog.Set(text, $"{remote}:{LogNumber.Format(size)}", LogNumber.Format(count), clock);
}
