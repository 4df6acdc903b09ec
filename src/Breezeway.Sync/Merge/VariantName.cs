using Breezeway.Annex.Keys;

namespace Breezeway.Sync.Merge;

/// <summary>The name under which one side of a conflict is kept (sync.md 4, variant): a function of path and key alone, so that all clones agree.</summary>
public static class VariantName
{
    public static string Of(string path, Key key)
    {
        int slash = path.LastIndexOf('/');
        string dir = path[..(slash + 1)], name = path[(slash + 1)..];
        int dot = name.LastIndexOf('.');
        string stem = dot < 0 ? name : name[..dot], extension = dot < 0 ? "" : name[dot..];
        string x = path.Contains(".variant-", StringComparison.Ordinal) ? KeyFile.Escape(key) : HashDirs.Md5Hex(key.ToString())[..4];
        return $"{dir}{stem}.variant-{x}{extension}";
    }
}
