namespace Breezeway.Testing;

/// <summary>Which git-annex a test runs: exactly one of them is on PATH.</summary>
public enum Program
{
    /// <summary>The published executable in out/.</summary>
    Ours,
    /// <summary>git-annex 10.20250416, unpacked by tests/reference/fetch: the reference.</summary>
    Mid,
    /// <summary>git-annex 10.20230126, as installed by Debian.</summary>
    Old,
}
