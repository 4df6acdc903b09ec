namespace Breezeway.Git.Index;

/// <summary>Marks on an index entry that users set by <c>git update-index</c> or <c>git add -N</c>.</summary>
[Flags]
public enum IndexFlags : byte
{
    None = 0,

    /// <summary>The user promises the file is unchanged.</summary>
    AssumeValid = 1,

    /// <summary>The path will be added later; commits leave it out.</summary>
    IntentToAdd = 2,

    /// <summary>The file is not checked out (sparse checkout).</summary>
    SkipWorktree = 4,
}
