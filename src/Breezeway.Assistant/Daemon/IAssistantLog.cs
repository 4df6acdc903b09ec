namespace Breezeway.Assistant.Daemon;

/// <summary>Where the daemon says what it does; one line a call, thread-safe.</summary>
public interface IAssistantLog
{
    /// <summary>What users want to read: what was added, pushed, merged, and what went wrong.</summary>
    void Say(string line);
    /// <summary>Only with annex.debug: which part, and what it decided.</summary>
    void Debug(string part, string line);
    /// <summary>Called once an hour: a log that has grown big is put away, and a new one started.</summary>
    void RotateIfBig();
}
