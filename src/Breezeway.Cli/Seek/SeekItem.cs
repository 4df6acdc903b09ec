using Breezeway.Annex;
using Breezeway.Annex.Keys;

namespace Breezeway.Cli.Seek;

/// <summary>One thing to act on: an annexed file, or a key without one.</summary>
/// <param name="Shown">The file from the current directory; null without a file.</param>
/// <param name="Input">The words of the command line that led to it.</param>
public sealed record SeekItem(Key Key, AnnexedFile? File, string? Shown, IReadOnlyList<string> Input)
{
    /// <summary>From --branch: the file is one of a tree, not of the work tree.</summary>
    public bool IsOfBranch { get; init; }

    /// <summary>What messages call it: the file, or the key.</summary>
    public string Name => Shown ?? Key.ToString();

    /// <summary>The file from the top; empty without one.</summary>
    public string FileName => File?.Path ?? "";
}
