namespace Breezeway.Git.Refs;

/// <summary>Which names git allows for refs. Source: git check-ref-format.</summary>
public static class RefName
{
    /// <summary>True for <c>HEAD</c> and its like (capitals and underscores) and for valid names below <c>refs/</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (!name.StartsWith("refs/")) return name.Length > 0 && name.IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") < 0;
        if (name.EndsWith('.') || name.Contains("..", StringComparison.Ordinal) || name.Contains("@{", StringComparison.Ordinal)) return false;
        foreach (char c in name)
            if (c is <= ' ' or '\x7f' or '~' or '^' or ':' or '?' or '*' or '[' or '\\') return false;
        foreach (var part in name.Split('/'))
        {
            var p = name[part];
            if (p.IsEmpty || p[0] == '.' || p.EndsWith(".lock")) return false;
        }
        return true;
    }
}
