using System.Globalization;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Matching;

namespace Breezeway.Cli.Output;

/// <summary>What <c>find</c>, <c>findkeys</c> and <c>examinekey</c> tell of a key, by its name in formats and JSON (policy.md 7).</summary>
public static class KeyFields
{
    public static readonly IReadOnlyList<string> Names = ["backend", "bytesize", "hashdirlower", "hashdirmixed", "humansize", "key", "keyname", "mtime"];

    /// <summary>Null for a name that is none.</summary>
    public static string? Of(Key key, string name) => name switch
    {
        "backend" => key.Variety,
        "bytesize" => key.Size?.ToString(CultureInfo.InvariantCulture) ?? "unknown",
        "hashdirlower" => HashDirs.Lower(key),
        "hashdirmixed" => HashDirs.Mixed(key),
        "humansize" => key.Size is long size ? DataSize.Short(size) : "unknown",
        "key" => key.ToString(),
        "keyname" => key.Name,
        "mtime" => key.Mtime?.ToString(CultureInfo.InvariantCulture) ?? "unknown",
        _ => null,
    };
}
