namespace Breezeway.Git.Objects;

/// <summary>One line of a tree object. <paramref name="Name"/> is byte text without slash.</summary>
public readonly record struct TreeEntry(uint Mode, string Name, Sha Sha)
{
    public bool IsTree => GitMode.IsTree(Mode);
}
