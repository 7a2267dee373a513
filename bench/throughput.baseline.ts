// The same bare relay: whatever comes is stored by one durable insert and told to everyone, many side by side.
import './deliver.baseline.ts';
