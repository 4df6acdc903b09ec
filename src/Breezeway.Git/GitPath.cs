using Breezeway.Git.Objects;

namespace Breezeway.Git;

/// <summary>Paths within a tree: byte text, names joined by single slashes, none at either end.</summary>
public static class GitPath
{
    /// <summary>False for a path no index or tree may hold, such as <c>/a</c>, <c>a//b</c>, <c>a/../b</c>, <c>.git/x</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> path)
    {
        foreach (var part in path.Split('/'))
            if (!TreeCodec.IsNameValid(path[part])) return false;
        return true;
    }

    /// <summary>Byte order, but with the slash before every other byte: what lies in one directory stands together.</summary>
    public static int CompareByDirectory(string x, string y)
    {
        int i = x.AsSpan().CommonPrefixLength(y);
        if (i == x.Length || i == y.Length) return x.Length - y.Length;
        return (x[i] == '/' ? -1 : x[i]) - (y[i] == '/' ? -1 : y[i]);
    }

    internal static void Demand(string path)
    {
        if (!IsValid(path)) throw new ArgumentException($"not a path git accepts: \"{path}\"");
    }
}
