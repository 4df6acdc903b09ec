namespace Breezeway.Annex.Matching;

/// <summary>Which key varieties are cryptographically secure, those included that this program cannot hash (as MID's <c>securehash</c> answers).</summary>
static class SecureVarieties
{
    static readonly string[] s_families = ["SHA224", "SHA256", "SHA384", "SHA512", "SHA3_", "SKEIN256", "SKEIN512", "BLAKE2B", "BLAKE2S"];

    public static bool Contains(string variety)
    {
        if (variety is "VURL" or "GITBUNDLE") return true;
        string name = variety.EndsWith('E') ? variety[..^1] : variety;
        return s_families.Any(f => name.StartsWith(f, StringComparison.Ordinal) && IsRest(f, name[f.Length..]));
    }

    /// <summary>What follows the family: nothing, or a number of bits, after a P where hashing is parallel.</summary>
    static bool IsRest(string family, string rest)
    {
        if (family.StartsWith("BLAKE2", StringComparison.Ordinal) && rest.StartsWith('P')) rest = rest[1..];
        bool needsBits = family is "SHA3_" or "BLAKE2B" or "BLAKE2S";
        return needsBits ? rest.Length == 3 && rest.All(char.IsAsciiDigit) : rest.Length == 0;
    }
}
