namespace Breezeway.Annex.Logs;

/// <summary>How a repository was tuned at its first init (repository.md 9); all that share a branch must be tuned alike.</summary>
[Flags]
public enum Differences { None = 0, ObjectHashLower = 1, OneLevelObjectHash = 2, OneLevelBranchHash = 4 }

/// <summary><c>difference.log</c>: the tuning of each repository.</summary>
public static class DifferenceLog
{
    public const string Path = "difference.log";
    const string Start = "fromList [", End = "]";

    static readonly Differences[] Known = [Differences.ObjectHashLower, Differences.OneLevelObjectHash, Differences.OneLevelBranchHash];

    /// <summary>Null for a repository whose tuning is not understood, which therefore cannot be merged with.</summary>
    public static IReadOnlyDictionary<Uuid, Differences?> Parse(string text) =>
        UuidLog.Parse(text).Entries.ToDictionary(e => new Uuid(e.Key), e => Value(e.Value.Value));

    /// <summary>The text with the tuning of one repository.</summary>
    public static string Set(string text, Uuid uuid, Differences differences, LogClock clock) => UuidLog.Set(text, uuid, Format(differences), clock);

    static Differences? Value(string value)
    {
        if (!value.StartsWith(Start, StringComparison.Ordinal) || !value.EndsWith(End, StringComparison.Ordinal)) return null;
        var found = Differences.None;
        foreach (string word in value[Start.Length..^End.Length].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int i = Array.FindIndex(Known, d => d.ToString() == word);
            if (i < 0) return null;
            found |= Known[i];
        }
        return found;
    }

    static string Format(Differences differences) => Start + string.Join(',', Known.Where(d => differences.HasFlag(d))) + End;
}
